namespace ModelCluster.Node.Onnx;

/// <summary>A call of the C API failed; with the runtime's own text. Never leaves this folder.</summary>
internal sealed class OrtCallException(string message) : Exception(message);
