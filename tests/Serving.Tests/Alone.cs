namespace ModelCluster.Serving.Tests;

/// <summary>Tests that look at the whole process (leases, allocated bytes, threads) run while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
