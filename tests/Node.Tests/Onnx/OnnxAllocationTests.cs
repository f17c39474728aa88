using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Tests.Onnx;

public sealed class OnnxAllocationTests : OnnxTestBase
{
    /// <summary>Bytes of managed memory that a run may allocate in steady state, tensors rented and returned included.</summary>
    private const long AllowedBytesPerRun = 0;

    private const int Rounds = 5;

    [Theory]
    [InlineData("digits", "2.0.0", false)]
    [InlineData("add_sub", "1", false)]
    [InlineData("add_sub", "1", true)]
    [InlineData("iris", "1", false)]
    public void A_run_allocates_no_managed_memory(string model, string version, bool givesMemoryForOutputs)
    {
        using var session = Load(DemoModel(model, version));
        using var runner = session.CreateRunner();
        var inputs = new Tensor[session.Signature.Inputs.Count];
        var outputs = new Tensor?[session.Signature.Outputs.Count];
        Run(100, session, runner, inputs, outputs, givesMemoryForOutputs);

        // the least of several rounds: tests that run beside this one take tensors from the same pool
        var perRun = Enumerable.Range(0, Rounds).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(1000, session, runner, inputs, outputs, givesMemoryForOutputs);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        });

        perRun.ShouldBeLessThanOrEqualTo(AllowedBytesPerRun);
    }

    private static void Run(int times, IModelSession session, ISessionRunner runner, Tensor[] inputs, Tensor?[] outputs, bool givesMemory)
    {
        for (var run = 0; run < times; run++)
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                var spec = session.Signature.Inputs[i];
                inputs[i] = Tensor.Rent(spec.Type, spec.Shape.WithRows(1 + (run % 4)));
                inputs[i].Span.Clear();
            }

            for (var i = 0; givesMemory && i < outputs.Length; i++)
            {
                var spec = session.Signature.Outputs[i];
                outputs[i] = Tensor.Rent(spec.Type, spec.Shape.WithRows(1 + (run % 4)));
            }

            runner.Run(inputs, outputs, CancellationToken.None);
            foreach (var input in inputs)
                input.Dispose();
            foreach (ref var output in outputs.AsSpan())
            {
                output!.Dispose();
                output = null;
            }
        }
    }
}
