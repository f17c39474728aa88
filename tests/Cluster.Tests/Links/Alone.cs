namespace ModelCluster.Cluster.Tests.Links;

/// <summary>Tests that count what the whole process has rented, and so run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
