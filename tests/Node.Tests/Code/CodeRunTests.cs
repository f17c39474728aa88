using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Node.Tests.Code;

public sealed class CodeRunTests : CodeTestBase
{
    [Fact]
    public void Runs_a_class_of_an_assembly() => Run(TestAssembly.Times(3), 1, 2).ShouldBe([3, 6]);

    [Fact]
    public void Waits_for_a_run_that_waits() =>
        Run(TestAssembly.Servable(
            """
            await Task.Yield();
            call.Values<float>("x").CopyTo(call.Output<float>("y", call.Rows, 1));
            """), 5).ShouldBe([5]);

    [Fact]
    public void States_what_the_class_declares()
    {
        using var session = Load(Write(TestAssembly.Times(1)));
        session.Signature.Inputs.ShouldHaveSingleItem().Shape.ShouldBe(new TensorShape(-1, 1));
        session.Signature.Outputs.ShouldHaveSingleItem().Name.ShouldBe("y");
        session.Platform.ShouldBe("dotnet_assembly");
        session.MemoryBytes.ShouldBeGreaterThan(1000);
        session.MayRunOnCallersThread.ShouldBeFalse();
    }

    [Fact]
    public void Tells_the_class_where_its_files_are()
    {
        Directory.CreateDirectory(Path.Combine(Root, "tested", "1"));
        File.WriteAllText(Path.Combine(Root, "tested", "1", "factor.txt"), "7");
        Run(TestAssembly.Servable(
            TestAssembly.Body("x[i] * _factor"),
            """
            private readonly float _factor;
            public Tested(ServableContext context) => _factor = float.Parse(System.IO.File.ReadAllText(System.IO.Path.Combine(context.Folder, "factor.txt")));
            """), 2).ShouldBe([14]);
    }

    [Fact]
    public void Reads_and_writes_texts()
    {
        const string Source =
            """
            public sealed class Shouter : IServable
            {
                public IReadOnlyList<TensorSpec> Inputs => [TensorSpec.Of("text", TensorType.Bytes, -1)];
                public IReadOnlyList<TensorSpec> Outputs => [TensorSpec.Of("loud", TensorType.Bytes, -1)];
                public ValueTask RunAsync(ServableCall call)
                {
                    var texts = call.Texts("text");
                    call.Output("loud", texts.Select(text => text.ToUpperInvariant()).ToList(), texts.Length);
                    return ValueTask.CompletedTask;
                }
            }
            """;
        using var session = Load(Write(Source));
        using var runner = session.CreateRunner();
        using var input = TestTensors.Strings(new TensorShape(2), "a", "voilà");
        var outputs = new Tensor?[1];
        runner.Run([input], outputs, CancellationToken.None);
        using var output = outputs[0]!;
        output.Strings().ShouldBe(["A", "VOILÀ"]);
    }

    [Fact]
    public void What_the_class_throws_is_a_failed_run_with_its_message()
    {
        var failure = RunFailure(TestAssembly.Servable("throw new InvalidOperationException(\"out of ideas\");"));
        failure.IsCallersFault.ShouldBeFalse();
        failure.Message.ShouldBe("InvalidOperationException: out of ideas");
    }

    [Fact]
    public void Wrong_inputs_are_the_callers_fault()
    {
        var failure = RunFailure(TestAssembly.Servable("await Task.Yield(); throw new ServableInputException(\"input 'x' must not be 1\");"));
        failure.IsCallersFault.ShouldBeTrue();
        failure.Message.ShouldBe("input 'x' must not be 1");
    }

    [Theory]
    [InlineData("return ValueTask.CompletedTask;", "without setting output 'y'")]
    [InlineData("call.Output<float>(\"z\", 1, 1); return default;", "declares no output 'z'; it has 'y'")]
    [InlineData("call.Output<int>(\"y\", 1, 1); return default;", "'y' is FP32: its elements are Single, not Int32")]
    [InlineData("call.Output<float>(\"y\", 1, 2); return default;", "output 'y' is declared as [-1,1], but was set as [1,2]")]
    [InlineData("call.Output<float>(\"y\", 1, 1); call.Output<float>(\"y\", 1, 1); return default;", "output 'y' was set twice")]
    [InlineData("call.Texts(\"x\"); return default;", "'x' is FP32, not BYTES")]
    public void A_class_that_does_not_keep_its_word_is_told_so(string body, string message) =>
        RunFailure(TestAssembly.Servable(body)).Message.ShouldContain(message);

    [Fact]
    public void A_cancelled_run_is_ended_by_the_class_that_heeds_it()
    {
        using var session = Load(Write(TestAssembly.Servable(
            """
            var end = new TaskCompletionSource();
            using (call.Cancellation.Register(() => end.SetCanceled(call.Cancellation)))
                await end.Task;
            """)));
        using var runner = session.CreateRunner();
        using var input = TestTensors.Column(1);
        using var cancellation = new CancellationTokenSource();
        var run = Task.Run(() => runner.Run([input], new Tensor?[1], cancellation.Token));
        cancellation.Cancel();
        Should.Throw<OperationCanceledException>(run);
    }
}
