using System.ComponentModel.DataAnnotations;

namespace ModelCluster.Node.Onnx;

/// <summary>Settings of the runtime that all models of a node share; section <c>Onnx</c>.</summary>
internal sealed class OnnxOptions
{
    /// <summary>
    /// Threads of the one pool shared by models whose <c>threads</c> is 0; 0 takes one per core. 0 to 256, default 0.
    /// A process makes the pool once, for the first host in it.
    /// </summary>
    [Range(0, 256, ErrorMessage = "Onnx:SharedThreads must be 0 (one thread per core) to 256")]
    public int SharedThreads { get; set; }
}
