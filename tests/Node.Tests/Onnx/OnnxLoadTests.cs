using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using static ModelCluster.Node.Tests.Onnx.OnnxModelBuilder;

namespace ModelCluster.Node.Tests.Onnx;

public sealed class OnnxLoadTests : OnnxTestBase
{
    public static TheoryData<TensorType> AllTypes => [.. Enum.GetValues<TensorType>()];

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Reads_names_types_and_free_dimensions_from_the_model(TensorType type)
    {
        using var session = Load(TestingModel($"identity_{type.Name().ToLowerInvariant()}"));

        var input = session.Signature.Inputs.ShouldHaveSingleItem();
        input.Name.ShouldBe("INPUT0");
        input.Type.ShouldBe(type);
        input.Shape.ToString().ShouldBe("[-1,-1]");
        input.DimensionNames.ShouldBe(["batch", "width"]);
        var output = session.Signature.Outputs.ShouldHaveSingleItem();
        output.Name.ShouldBe("OUTPUT0");
        output.Type.ShouldBe(type);
    }

    [Fact]
    public void Says_what_the_session_is()
    {
        using var session = Load(TestingModel("identity_fp32"));

        session.Platform.ShouldBe("onnxruntime_onnx");
        session.Device.ShouldBe("cpu");
        session.MemoryBytes.ShouldBe(new FileInfo(TestingModel("identity_fp32")).Length);
    }

    [Fact]
    public void Keeps_fixed_dimensions_and_nameless_free_ones()
    {
        using var session = Load(Identity(TensorOf(Floats, "", "3")));

        var input = session.Signature.Inputs.ShouldHaveSingleItem();
        input.Shape.ToString().ShouldBe("[-1,3]");
        input.DimensionNames.ShouldBe(["", ""]);
    }

    [Theory]
    [InlineData("labels", "[\"a\", \"b c\"]", "a|b c")]
    [InlineData("classes", "a, b c", "a|b c")]
    [InlineData("labels", "a\nb, c\n", "a|b, c")]
    [InlineData("labels", "[1, 2", "")]
    [InlineData("author", "[\"a\"]", "")]
    public void Reads_the_class_labels_that_the_file_itself_carries(string property, string value, string expected)
    {
        var model = new OnnxModelBuilder()
            .Input("x", TensorOf(Floats, "n")).Output("y", TensorOf(Floats, "n")).Node("Identity", ["x"], ["y"]).Property(property, value);
        using var session = Load(FileWith(model.Build()));
        string.Join('|', session.Signature.ClassLabels).ShouldBe(expected);
    }

    [Fact]
    public void Refuses_an_empty_file() =>
        LoadFailure(TestingModel("broken_empty")).ShouldBe($"not an ONNX model: {TestingModel("broken_empty")} is empty (0 bytes)");

    [Fact]
    public void Refuses_a_text_file_and_shows_its_beginning() =>
        LoadFailure(FileWith("hello, this is no model at all"u8.ToArray())).ShouldContain("holds text, beginning with 'hello, this is no model '");

    [Fact]
    public void Refuses_the_text_file_of_the_testing_models() =>
        LoadFailure(TestingModel("broken_text")).ShouldStartWith("not an ONNX model: ");

    [Fact]
    public void Refuses_a_file_that_was_cut_short_and_says_how_long_it_should_be()
    {
        var whole = File.ReadAllBytes(TestingModel("identity_fp32"));
        var path = FileWith(whole[..(whole.Length / 2)]);

        var message = LoadFailure(path);

        message.ShouldStartWith($"not a complete ONNX model: {path} has {whole.Length / 2:N0} bytes and should have ");
    }

    [Fact]
    public void Refuses_every_prefix_of_a_model()
    {
        var whole = Identity(TensorOf(Floats, "n")).Build();
        for (var length = 0; length < whole.Length; length++)
            LoadFailure(FileWith(whole[..length])).ShouldNotBeEmpty();
    }

    [Fact]
    public void Refuses_binary_rubbish() =>
        LoadFailure(FileWith([0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, 0x4A, 0x46])).ShouldEndWith("does not begin as one");

    [Fact]
    public void Refuses_a_message_without_a_graph() => LoadFailure(FileWith([0x08, 0x07])).ShouldEndWith("holds no graph");

    [Fact]
    public void Refuses_rubbish_behind_a_model() =>
        LoadFailure(FileWith([.. Identity(TensorOf(Floats, "n")).Build(), 0xFF, 0xFF])).ShouldContain("makes no sense from byte");

    [Fact]
    public void Says_that_a_file_does_not_exist() => LoadFailure("/no/such/model.onnx").ShouldBe("/no/such/model.onnx does not exist");

    [Fact]
    public void Says_that_a_folder_cannot_be_read() =>
        LoadFailure(Path.GetDirectoryName(TestingModel("identity_fp32"))!).ShouldContain("cannot be read");

    [Fact]
    public void Refuses_a_sequence_and_tells_how_to_export_without()
    {
        var model = new OnnxModelBuilder().Input("x", TensorOf(Floats, "n")).Output("all", Sequence(TensorOf(Floats)))
            .Node("SequenceConstruct", ["x", "x"], ["all"]);

        LoadFailure(FileWith(model.Build())).ShouldEndWith(
            "output 'all' is a sequence, and only tensors can be served; if it comes from a scikit-learn classifier, export it with the option zipmap=False");
    }

    [Fact]
    public void Names_an_operator_it_does_not_know()
    {
        var model = new OnnxModelBuilder().Input("x", TensorOf(Floats, "n")).Output("y", TensorOf(Floats, "n")).Node("Frobnicate", ["x"], ["y"]);

        var message = LoadFailure(FileWith(model.Build()));

        message.ShouldContain("Frobnicate");
        message.ShouldContain("operators outside ONNX's own and ONNX Runtime's cannot be served");
        message.ShouldNotContain("ErrorCode");
    }

    [Fact]
    public void Says_that_a_model_is_too_new() =>
        LoadFailure(FileWith(Identity(TensorOf(Floats, "n"), irVersion: 99).Build())).ShouldContain("the model is newer than ONNX Runtime");

    [Theory]
    [InlineData(14)] // complex
    [InlineData(17)] // 8 bit float
    public void Lists_the_element_types_it_can_serve(int element) =>
        LoadFailure(FileWith(Identity(TensorOf(element, "n"), irVersion: 10, opset: 21).Build()))
            .ShouldEndWith($"cannot be served; these can: {TensorTypes.AllNames}");

    [Theory]
    [InlineData(DeviceKind.Cuda, LogLevel.Warning)]
    [InlineData(DeviceKind.Auto, LogLevel.Information)]
    public void Runs_on_the_processor_where_there_is_no_gpu_and_says_so(DeviceKind device, LogLevel level)
    {
        using var session = Load(TestingModel("identity_fp32"), new SessionSettings { Device = device });

        session.Device.ShouldBe("cpu");
        var entry = Log.Entries.ShouldHaveSingleItem();
        entry.Level.ShouldBe(level);
        entry.Text.ShouldStartWith("m/1 runs on the processor, there is no GPU for it: ");
    }

    [Fact]
    public void Fails_the_load_without_a_gpu_when_strict() =>
        LoadFailure(TestingModel("identity_fp32"), new SessionSettings { Device = DeviceKind.Cuda, StrictDevice = true })
            .ShouldStartWith("m/1 is to run on a GPU and there is none: ");

    private static OnnxModelBuilder Identity(byte[] type, int irVersion = 7, int opset = 13) =>
        new OnnxModelBuilder(irVersion, opset).Input("x", type).Output("y", type).Node("Identity", ["x"], ["y"]);
}
