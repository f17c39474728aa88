using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using static ModelCluster.Node.Tests.Onnx.OnnxModelBuilder;

namespace ModelCluster.Node.Tests.Onnx;

public sealed class OnnxRunTests : OnnxTestBase
{
    public static TheoryData<TensorType> FixedSizeTypes => [.. Enum.GetValues<TensorType>().Where(static type => type != TensorType.Bytes)];

    [Theory]
    [MemberData(nameof(FixedSizeTypes))]
    public void Carries_every_datatype_bit_by_bit(TensorType type)
    {
        using var session = Load(TestingModel($"identity_{type.Name().ToLowerInvariant()}"));
        using var input = Tensor.Rent(type, new TensorShape(5, 3));
        new Random(7).NextBytes(input.Span);
        if (type == TensorType.Bool)
            input.Span.Fill(1);

        using var output = RunOnce(session, input);

        output.Type.ShouldBe(type);
        output.Shape.ShouldBe(input.Shape);
        output.Span.SequenceEqual(input.Span).ShouldBeTrue();
    }

    [Fact]
    public void Carries_strings_of_any_bytes()
    {
        using var session = Load(TestingModel("identity_bytes"));
        using var input = Strings(new TensorShape(3, 2), [[], "plain"u8.ToArray(), "Grüße 🌍"u8.ToArray(), [0, 1, 0], [0xFF, 0xFE, 0], new byte[10_000]]);

        using var output = RunOnce(session, input);

        output.Shape.ShouldBe(input.Shape);
        output.Span.SequenceEqual(input.Span).ShouldBeTrue();
    }

    [Fact]
    public void Carries_no_strings_at_all()
    {
        using var session = Load(TestingModel("identity_bytes"));
        using var input = Strings(new TensorShape(0, 2), []);

        using var output = RunOnce(session, input);

        output.Shape.ToString().ShouldBe("[0,2]");
        output.ByteLength.ShouldBe(0);
    }

    [Fact]
    public void Refuses_strings_that_are_fewer_than_the_shape_says()
    {
        using var session = Load(TestingModel("identity_bytes"));
        using var input = Strings(new TensorShape(2, 2), ["one"u8.ToArray()]);

        Should.Throw<SessionException>(() => RunOnce(session, input)).IsCallersFault.ShouldBeTrue();
    }

    [Fact]
    public void Gives_outputs_of_a_size_that_depends_on_the_values()
    {
        using var session = Load(TestingModel("dynamic_output"));
        using var input = Rent(TensorType.Fp32, new TensorShape(5), 0f, 1f, 0f, 2f, 3f);
        using var zeros = Rent(TensorType.Fp32, new TensorShape(2), 0f, 0f);

        using var some = RunOnce(session, input);
        using var none = RunOnce(session, zeros);

        Values<long>(some).ShouldBe([1L, 3L, 4L]);
        some.Shape.ToString().ShouldBe("[1,3]");
        none.Shape.ToString().ShouldBe("[1,0]");
    }

    [Fact]
    public void Writes_into_the_memory_it_is_given()
    {
        using var session = Load(DemoModel("add_sub", "1"));
        using var runner = session.CreateRunner();
        using var left = Rent(TensorType.Int32, new TensorShape(1, 16), [.. Enumerable.Range(0, 16)]);
        using var right = Rent(TensorType.Int32, new TensorShape(1, 16), [.. Enumerable.Repeat(1, 16)]);
        using var sum = Tensor.Rent(TensorType.Int32, new TensorShape(1, 16));
        Tensor?[] outputs = [sum, null];

        runner.Run([left, right], outputs, CancellationToken.None);

        outputs[0].ShouldBeSameAs(sum);
        Values<int>(sum).ShouldBe([.. Enumerable.Range(1, 16)]);
        Values<int>(outputs[1]!).ShouldBe([.. Enumerable.Range(-1, 16)]);
        outputs[1]!.Dispose();
    }

    [Fact]
    public void Sees_new_data_in_the_same_memory()
    {
        using var session = Load(TestingModel("identity_fp32"));
        using var runner = session.CreateRunner();
        using var input = Rent(TensorType.Fp32, new TensorShape(1, 1), 1f);
        using var output = Tensor.Rent(TensorType.Fp32, new TensorShape(1, 1));
        Tensor?[] outputs = [output];

        runner.Run([input], outputs, CancellationToken.None);
        BitConverter.TryWriteBytes(input.Span, 2f);
        runner.Run([input], outputs, CancellationToken.None);

        Values<float>(output).ShouldBe([2f]);
    }

    [Fact]
    public void Follows_tensors_to_other_memory_and_other_shapes()
    {
        using var session = Load(TestingModel("identity_fp32"));
        using var runner = session.CreateRunner();
        for (var rows = 1; rows < 20; rows++)
        {
            using var input = Rent(TensorType.Fp32, new TensorShape(rows, 2), [.. Enumerable.Range(0, rows * 2).Select(i => (float)(i + rows))]);
            Tensor?[] outputs = [null];

            runner.Run([input], outputs, CancellationToken.None);

            using var output = outputs[0]!;
            output.Shape.ShouldBe(input.Shape);
            Values<float>(output).ShouldBe(Values<float>(input));
        }
    }

    [Fact]
    public void Says_when_the_memory_given_has_another_shape()
    {
        using var session = Load(TestingModel("identity_fp32"));
        using var runner = session.CreateRunner();
        using var input = Rent(TensorType.Fp32, new TensorShape(2, 2), 1f, 2f, 3f, 4f);
        using var output = Tensor.Rent(TensorType.Fp32, new TensorShape(1, 2));
        Tensor?[] outputs = [output];

        var failure = Should.Throw<SessionException>(() => runner.Run([input], outputs, CancellationToken.None));

        failure.IsCallersFault.ShouldBeFalse();
    }

    [Fact]
    public void Blames_the_caller_for_a_shape_the_model_cannot_take()
    {
        using var session = Load(DemoModel("add_sub", "1"));
        using var runner = session.CreateRunner();
        using var left = Rent(TensorType.Int32, new TensorShape(1, 3), 1, 2, 3);
        using var right = Rent(TensorType.Int32, new TensorShape(1, 3), 1, 2, 3);
        Tensor?[] outputs = [null, null];

        var failure = Should.Throw<SessionException>(() => runner.Run([left, right], outputs, CancellationToken.None));

        failure.IsCallersFault.ShouldBeTrue();
        failure.Message.ShouldBe("Got invalid dimensions for input: INPUT0 for the following indices index: 1 Got: 3 Expected: 16");
        outputs.ShouldBe([null, null]);
    }

    [Fact]
    public void Blames_the_caller_for_an_index_out_of_range_and_runs_again_afterwards()
    {
        using var session = Load(new OnnxModelBuilder().Input("x", TensorOf(Floats, "4")).Input("at", TensorOf(Longs, "n"))
            .Output("y", TensorOf(Floats, "n")).Node("Gather", ["x", "at"], ["y"]));
        using var runner = session.CreateRunner();
        using var input = Rent(TensorType.Fp32, new TensorShape(4), 1f, 2f, 3f, 4f);
        using var inside = Rent(TensorType.Int64, new TensorShape(1), 3L);
        using var outside = Rent(TensorType.Int64, new TensorShape(1), 44L);
        Tensor?[] outputs = [null];

        var failure = Should.Throw<SessionException>(() => runner.Run([input, outside], outputs, CancellationToken.None));
        runner.Run([input, inside], outputs, CancellationToken.None);

        failure.IsCallersFault.ShouldBeTrue();
        failure.Message.ShouldContain("44");
        failure.Message.ShouldNotContain(".cc");
        Values<float>(outputs[0]!).ShouldBe([4f]);
        outputs[0]!.Dispose();
    }

    [Fact]
    public void Serves_a_model_whose_output_is_not_of_the_shape_its_file_says()
    {
        using var session = Load(new OnnxModelBuilder().Input("x", TensorOf(Floats, "n")).Input("times", TensorOf(Longs, "1"))
            .Output("y", TensorOf(Floats, "n")).Node("Tile", ["x", "times"], ["y"]));
        using var runner = session.CreateRunner();
        using var input = Rent(TensorType.Fp32, new TensorShape(2), 1f, 2f);
        using var twice = Rent(TensorType.Int64, new TensorShape(1), 2L);
        for (var run = 0; run < 3; run++)
        {
            Tensor?[] outputs = [null];

            runner.Run([input, twice], outputs, CancellationToken.None);

            Values<float>(outputs[0]!).ShouldBe([1f, 2f, 1f, 2f]);
            outputs[0]!.Dispose();
        }
    }

    [Fact]
    public void Runs_with_the_shared_threads_and_with_its_own()
    {
        foreach (var threads in new[] { 0, 1, 2 })
        {
            using var session = Load(TestingModel("identity_fp32"), new SessionSettings { Threads = threads });
            using var input = Rent(TensorType.Fp32, new TensorShape(1, 2), 1f, 2f);

            using var output = RunOnce(session, input);

            Values<float>(output).ShouldBe([1f, 2f]);
        }
    }

    [Fact]
    public void Does_not_begin_a_cancelled_run()
    {
        using var session = Load(TestingModel("identity_fp32"));
        using var runner = session.CreateRunner();
        using var input = Rent(TensorType.Fp32, new TensorShape(1, 1), 1f);

        Should.Throw<OperationCanceledException>(() => runner.Run([input], new Tensor?[1], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Ends_a_run_that_is_cancelled_and_runs_again_afterwards()
    {
        using var session = Load(EndlessUnlessZero());
        using var runner = session.CreateRunner();
        using var endless = Rent(TensorType.Int64, default, long.MaxValue);
        using var brief = Rent(TensorType.Int64, default, 3L);
        using var cancellation = new CancellationTokenSource();

        var run = Task.Run(() => runner.Run([endless], new Tensor?[1], cancellation.Token));
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        Tensor?[] outputs = [null];
        runner.Run([brief], outputs, CancellationToken.None);

        Values<long>(outputs[0]!).ShouldBe([3L]);
        outputs[0]!.Dispose();
    }

    [Fact]
    public async Task Runs_one_session_from_several_threads()
    {
        using var session = Load(DemoModel("half_plus_two", "1"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            using var runner = session.CreateRunner();
            for (var i = 0; i < 500; i++)
            {
                var value = (thread * 1000f) + i;
                using var input = Rent(TensorType.Fp32, new TensorShape(1), value);
                Tensor?[] outputs = [null];
                runner.Run([input], outputs, CancellationToken.None);
                Values<float>(outputs[0]!).ShouldBe([(value / 2) + 2]);
                outputs[0]!.Dispose();
            }
        })));
    }

    [Fact]
    public void Counts_inputs_and_outputs()
    {
        using var session = Load(TestingModel("identity_fp32"));
        using var runner = session.CreateRunner();

        Should.Throw<ArgumentException>(() => runner.Run([], new Tensor?[1], CancellationToken.None)).Message.ShouldContain("1 inputs and 1 outputs");
    }

    [Fact]
    public void Makes_no_runner_after_disposal()
    {
        var session = Load(TestingModel("identity_fp32"));
        session.Dispose();
        session.Dispose();

        Should.Throw<ObjectDisposedException>(() => session.CreateRunner());
    }

    /// <summary>Counts to the number it is given, one turn of a loop at a time.</summary>
    private static OnnxModelBuilder EndlessUnlessZero()
    {
        var body = new OnnxModelBuilder().Input("i", TensorOf(Longs)).Input("go", TensorOf(Bools)).Input("sum", TensorOf(Longs))
            .Output("go_out", TensorOf(Bools)).Output("sum_out", TensorOf(Longs))
            .Constant("one", 1L).Node("Identity", ["go"], ["go_out"]).Node("Add", ["sum", "one"], ["sum_out"]);
        return new OnnxModelBuilder().Input("times", TensorOf(Longs)).Output("count", TensorOf(Longs))
            .Constant("true", true).Constant("start", 0L)
            .Node("Loop", ["times", "true", "start"], ["count"], GraphAttribute("body", body));
    }

    private static Tensor Strings(TensorShape shape, byte[][] elements)
    {
        var tensor = Tensor.Rent(TensorType.Bytes, shape, elements.Sum(static element => element.Length + ByteStrings.LengthBytes));
        var target = tensor.Span;
        foreach (var element in elements)
            target = target[ByteStrings.Write(target, element)..];
        return tensor;
    }
}
