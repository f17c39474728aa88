using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Node.Deployments;

/// <summary>What the machine has for deployments to reserve, and whether one more fits in.</summary>
internal sealed class Capacity
{
    private readonly double _cores;
    private readonly long _bytes;

    public Capacity(IOptions<DeploymentOptions> options)
    {
        var wanted = options.Value;
        _cores = wanted.ReservableCores > 0 ? wanted.ReservableCores : Environment.ProcessorCount;
        _bytes = Quantity.TryBytes(wanted.ReservableMemory, out var bytes) && bytes > 0 ? bytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    /// <summary>Why a deployment does not fit beside the others; null if it does.</summary>
    public FieldProblem? Problem(DeploymentSettings wanted, IEnumerable<DeploymentSettings> others)
    {
        var (cores, bytes) = Reserved(wanted);
        var (otherCores, otherBytes) = others.Select(Reserved).Aggregate((Cores: 0.0, Bytes: 0L), (sum, one) => (sum.Cores + one.Cores, sum.Bytes + one.Bytes));
        if (cores + otherCores > _cores + 1e-9)
            return new FieldProblem("cpu_reservation", $"{wanted.Scale} replicas reserve {cores:0.##} cores, but only {Math.Max(0, _cores - otherCores):0.##} of {_cores:0.##} are left");
        if (bytes > _bytes - otherBytes)
            return new FieldProblem("mem_reservation", $"{wanted.Scale} replicas reserve {bytes:N0} bytes, but only {Math.Max(0, _bytes - otherBytes):N0} of {_bytes:N0} are left");
        return null;
    }

    private static (double Cores, long Bytes) Reserved(DeploymentSettings settings)
    {
        var cores = Quantity.TryCores(settings.CpuReservation, out var core) ? core : 0;
        var bytes = Quantity.TryBytes(settings.MemReservation, out var amount) ? amount : 0;
        return (cores * settings.Scale, bytes * settings.Scale);
    }
}
