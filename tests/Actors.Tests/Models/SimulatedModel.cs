using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Tests.Models;

/// <summary>Plays a supervisor and its servables by the transition policy alone; loads end when the test says so.</summary>
internal sealed class SimulatedModel(bool preserveResources)
{
    private readonly Dictionary<int, VersionStatus> _versions = [];
    private int _last;

    internal IEnumerable<VersionStatus> All => _versions.Values;

    internal IEnumerable<long> Available => Numbers(ServableState.Available);

    internal IEnumerable<long> Loading => Numbers(ServableState.Loading);

    internal void Aspire(params long[] wanted)
    {
        foreach (var (number, version) in _versions.ToList())
            _versions[number] = version with { IsAspired = wanted.Contains(version.Version.Major) && version.State != ServableState.Draining };
        foreach (var version in wanted.Where(version => !_versions.Values.Any(known => known.IsAspired && known.Version.Major == version)))
            Add(version);
        Advance();
    }

    internal void Replace(long version)
    {
        foreach (var (number, old) in _versions.Where(pair => pair.Value.Version.Major == version).ToList())
            _versions[number] = old with { IsAspired = false };
        Add(version);
        Advance();
    }

    internal void EndLoad(long version, bool well)
    {
        var (number, status) = _versions.First(pair => pair.Value.Version.Major == version && pair.Value.State == ServableState.Loading);
        _versions[number] = status with { State = well ? ServableState.Available : ServableState.Failed };
        Advance();
    }

    internal void EndDrain(long version)
    {
        _versions.Remove(_versions.First(pair => pair.Value.Version.Major == version && pair.Value.State == ServableState.Draining).Key);
        Advance();
    }

    private void Add(long version) =>
        _versions[++_last] = new VersionStatus(_last, new ModelVersion(version), IsAspired: true, ServableState.New);

    private void Advance()
    {
        while (TransitionPolicy.Next(_versions.Values, preserveResources) is { } step)
        {
            var status = _versions[step.Number];
            if (step.Kind == TransitionKind.Load)
                _versions[step.Number] = status with { State = ServableState.Loading };
            else if (status.State is ServableState.New or ServableState.Failed)
                _versions.Remove(step.Number);
            else
                _versions[step.Number] = status with { State = ServableState.Draining };
        }
    }

    private IEnumerable<long> Numbers(ServableState state) =>
        _versions.Values.Where(version => version.State == state).Select(version => version.Version.Major).Order();
}
