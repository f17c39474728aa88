using ModelCluster.Node.Tests.Onnx;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>A model of one number, <c>x</c> to <c>y</c>, that loads and warms up well and fails at every number but 0 and 1.</summary>
internal static class FailingModel
{
    internal static OnnxModelBuilder Build() => new OnnxModelBuilder()
        .Input("x", OnnxModelBuilder.TensorOf(OnnxModelBuilder.Floats, "1"))
        .Output("y", OnnxModelBuilder.TensorOf(OnnxModelBuilder.Floats, "1"))
        .Node("Cast", ["x"], ["shape"], OnnxModelBuilder.IntegerAttribute("to", OnnxModelBuilder.Longs))
        .Node("Reshape", ["x", "shape"], ["y"]); // no 1 number can be reshaped to 6
}
