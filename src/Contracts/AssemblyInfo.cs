using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ModelCluster.Contracts.Tests")]
