using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ModelCluster.Contracts.Tests")]
[assembly: InternalsVisibleTo("ModelCluster.TestKit")]
