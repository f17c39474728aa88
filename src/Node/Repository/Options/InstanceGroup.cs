using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Repository.Options;

/// <summary>An entry of <c>instance_group</c>, while it is being read.</summary>
internal sealed class InstanceGroup
{
    private const int MostInstances = 256;

    public long Count { get; set; } = 1;

    public DeviceKind Device { get; set; } = DeviceKind.Auto;

    public static OptionTable<InstanceGroup> Table { get; } = new OptionTable<InstanceGroup>()
        .Integer("count", "runs", "1", 1, MostInstances, "Runs at the same time.", (group, value) => group.Count = value)
        .Choice("kind", "\"KIND_AUTO\"",
            [("KIND_AUTO", DeviceKind.Auto), ("KIND_CPU", DeviceKind.Cpu), ("KIND_GPU", DeviceKind.Cuda), ("KIND_MODEL", DeviceKind.Auto)],
            "Where to run, the same for every group.",
            (group, device) => group.Device = device)
        .Ignored("name", "instances have no names.")
        .Ignored("gpus", "the runtime's first GPU is used.")
        .Ignored("secondary_devices", "the runtime's first GPU is used.")
        .Ignored("profile", "ONNX Runtime has no such profiles.")
        .Ignored("passive", "every instance takes requests.")
        .Ignored("rate_limiter", "a model runs as often as its instances allow.")
        .Ignored("host_policy", "instances are not tied to a processor.");

    public static void Apply(OptionValue value, ModelOptionsDraft draft, IReadOnlyList<InstanceGroup> groups)
    {
        if (groups.Count == 0)
            return;
        var count = groups.Sum(group => group.Count);
        if (count > MostInstances)
            value.Fail($"groups of at most {MostInstances} instances together");
        else if (groups.Any(group => group.Device != groups[0].Device))
            value.Fail("groups of one kind; a model runs on one device here");
        else
            draft.Options = draft.Options with { Instances = (int)count, Session = draft.Options.Session with { Device = groups[0].Device } };
    }
}
