namespace ModelCluster.Actors.Cluster.Records;

/// <summary>How each kind of record is written and read. A field once written keeps its name and meaning.</summary>
public static class ClusterRecords
{
    /// <summary>Of <see cref="ClusterKey.Member"/>.</summary>
    public static RecordCodec<MemberRecord> Members { get; } = new("a member", static () => RecordJson.Default.MemberRecord);

    /// <summary>Of <see cref="ClusterKey.Leader"/>.</summary>
    public static RecordCodec<LeaderRecord> Leaders { get; } = new("a leader", static () => RecordJson.Default.LeaderRecord);

    /// <summary>Of <see cref="ClusterKey.Spec"/>.</summary>
    public static RecordCodec<SpecRecord> Specs { get; } =
        new("settings of a model", static () => RecordJson.Default.SpecRecord, OptionDefaults.Complete);

    /// <summary>Of <see cref="ClusterKey.Placement"/>.</summary>
    public static RecordCodec<PlacementRecord> Placements { get; } = new("a placement", static () => RecordJson.Default.PlacementRecord);

    /// <summary>Of <see cref="ClusterKey.Servable"/>.</summary>
    public static RecordCodec<ServableRecord> Servables { get; } = new("a servable's state", static () => RecordJson.Default.ServableRecord);

    /// <summary>Of <see cref="ClusterKey.Model"/>.</summary>
    public static RecordCodec<ModelRecord> Models { get; } = new("the routing of a model", static () => RecordJson.Default.ModelRecord);
}
