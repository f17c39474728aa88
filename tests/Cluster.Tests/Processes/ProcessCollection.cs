namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>Clusters of processes are started one after another: several at once would starve each other of the machine.</summary>
[CollectionDefinition("processes", DisableParallelization = true)]
public sealed class ProcessCollection;
