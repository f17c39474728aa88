using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ModelCluster.Serving.Tests")]
[assembly: InternalsVisibleTo("ModelCluster.Actors.Tests")]
[assembly: InternalsVisibleTo("ModelCluster.Cluster.Tests")]
