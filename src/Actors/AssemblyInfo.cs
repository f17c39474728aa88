using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ModelCluster.Serving.Tests")]
