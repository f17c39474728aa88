using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ModelCluster.Node.Tests")]
