using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ModelCluster.Api.Tests")]
[assembly: InternalsVisibleTo("ModelCluster.Micro")]
