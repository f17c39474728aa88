using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Tests.Repository.Options;

public sealed class ModelOptionsReaderTests
{
    /// <summary>A configuration with some bytes replaced.</summary>
    private static readonly Arbitrary<byte[]> Mutilated =
        (from places in Gen.ArrayOf(Gen.Choose(0, 10_000), 4)
         from values in Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, 255), Gen.Elements("[]{}\",:\\-0eu".Select(c => (int)c))), 4)
         from count in Gen.Choose(1, 4)
         select Mutilate(places.Take(count).Zip(values))).ToArbitrary();

    private static byte[] Mutilate(IEnumerable<(int Place, int Value)> changes)
    {
        var bytes = """
            {"version_policy": {"specific": {"versions": [1, "2"]}}, "max_batch_size": "16", "labels": {"y": ["a"]}, "names": {"a": "b"},
             "input": [{"name": "x", "data_type": "TYPE_FP32", "dims": [4]}], "outputs": [{"name": "y", "datatype": "INT8", "shape": []}],
             "instance_group": [{"count": 1, "kind": "KIND_CPU"}], "dynamic_batching": {"default_queue_policy": {"max_queue_size": 3}}}
            """u8.ToArray();
        foreach (var (place, value) in changes)
            bytes[place % bytes.Length] = (byte)value;
        return bytes;
    }

    [Fact]
    public void The_adapter_and_how_it_reads_images_are_read()
    {
        var options = Good("""{"adapter":"image_input","image":{"mean":[1,2,3.5],"scale":0.5,"channels":"bgr"}}""");
        options.Adapter.ShouldBe("image_input");
        options.Image.Mean.ShouldBe([1, 2, 3.5f]);
        options.Image.Scale.ShouldBe([0.5f]);
        options.Image.IsBgr.ShouldBeTrue();
        Good("{}").Adapter.ShouldBe("tensor");
    }

    [Theory]
    [InlineData("""{"adapter":5}""", "adapter is 5, but must be")]
    [InlineData("""{"image":{"mean":[1,2]}}""", "image.mean is [1,2], but must be a number, or a list of 1 or 3 numbers, one per channel")]
    [InlineData("""{"image":{"scale":1e99}}""", "image.scale is 1e99, but must be a number")]
    [InlineData("""{"image":{"channels":"xyz"}}""", "image.channels is")]
    public void A_wrong_adapter_or_image_is_refused(string json, string message) => Bad(json).ShouldContain(error => error.Contains(message));

    private static ModelOptions Good(string json)
    {
        var (options, errors) = ModelOptionsReader.Read(Encoding.UTF8.GetBytes(json), "model.json", folder: null);
        errors.ShouldBeEmpty();
        return options.ShouldNotBeNull();
    }

    private static IReadOnlyList<string> Bad(string json, string? folder = null, ModelName? model = null)
    {
        var (options, errors) = ModelOptionsReader.Read(Encoding.UTF8.GetBytes(json), "model.json", folder, model);
        options.ShouldBeNull();
        errors.ShouldNotBeEmpty();
        return errors;
    }

    [Fact]
    public void Reads_nothing_as_the_defaults() => Good("{}").ShouldBe(ModelOptions.Default);

    [Fact]
    public void Reads_every_option()
    {
        var options = Good(
            """
            {
              "max_batch_size": 16, "batch_delay_microseconds": 500, "oversized_requests": "reject", "latency_objective_milliseconds": 20,
              "queue_limit": 9, "default_deadline_milliseconds": 1500, "priority_levels": 5, "default_priority": 4, "instances": 2,
              "device": "auto", "strict_device": true, "threads": 4, "labels": { "y": ["a", "b"] }, "names": { "x:0": "x" },
              "inputs": [{ "name": "x", "datatype": "FP32", "shape": [-1, 4] }], "outputs": [{ "name": "y", "datatype": "BYTES", "shape": [] }],
              "warm_up": { "runs": 3 }, "smoke_test": { "samples": false }, "lazy": true, "required": false, "preserve_resources": true,
              "hold_until_queued": 8
            }
            """);
        options.MaxBatchSize.ShouldBe(16);
        options.BatchDelay.ShouldBe(TimeSpan.FromMicroseconds(500));
        options.SplitOversized.ShouldBeFalse();
        options.LatencyObjective.ShouldBe(TimeSpan.FromMilliseconds(20));
        options.QueueLimit.ShouldBe(9);
        options.DefaultDeadline.ShouldBe(TimeSpan.FromSeconds(1.5));
        options.PriorityLevels.ShouldBe(5);
        options.DefaultPriority.ShouldBe(4);
        options.Instances.ShouldBe(2);
        options.Session.ShouldBe(new SessionSettings { Device = DeviceKind.Auto, StrictDevice = true, Threads = 4 });
        options.Labels["y"].ShouldBe(["a", "b"]);
        options.Names["x:0"].ShouldBe("x");
        options.DeclaredInputs.ShouldHaveSingleItem().Shape.ShouldBe(new TensorShape(-1, 4));
        options.DeclaredInputs[0].Type.ShouldBe(TensorType.Fp32);
        options.DeclaredOutputs.ShouldHaveSingleItem().Type.ShouldBe(TensorType.Bytes);
        options.WarmUpRuns.ShouldBe(3);
        options.SmokeTest.ShouldBeFalse();
        options.Lazy.ShouldBeTrue();
        options.Required.ShouldBeFalse();
        options.PreserveResources.ShouldBeTrue();
        options.HoldUntilQueued.ShouldBe(8);
    }

    [Fact]
    public void Reads_numbers_in_strings_as_clients_send_them() => Good("""{"max_batch_size": "16"}""").MaxBatchSize.ShouldBe(16);

    [Fact]
    public void Reads_null_as_absent() => Good("""{"max_batch_size": null}""").MaxBatchSize.ShouldBeNull();

    [Fact]
    public void Reads_behind_a_byte_order_mark() => Good("\uFEFF{\"queue_limit\": 3}").QueueLimit.ShouldBe(3);

    [Fact]
    public void Tells_every_error_with_key_value_and_what_is_allowed() =>
        Bad("""{"queue_limit": 0, "lazy": "yes", "device": "gpu", "warm_up": {"runs": 1.5}, "threads": "many"}""").ShouldBe(
        [
            "model.json: queue_limit is 0, but must be an integer from 1 to 1,000,000 (requests)",
            "model.json: lazy is \"yes\", but must be true or false",
            "model.json: device is \"gpu\", but must be \"cpu\" or \"cuda\" or \"auto\"",
            "model.json: warm_up.runs is 1.5, but must be an integer from 0 to 1,000 (runs)",
            "model.json: threads is \"many\", but must be an integer from 0 to 256 (threads)",
        ]);

    [Theory]
    [InlineData("{\n  \"lazy\": tru\n}", "model.json: line 2, byte 14: 'tru }' is an invalid JSON literal")]
    [InlineData("", "model.json: line 1, byte 1: ")]
    [InlineData("{\"lazy\": true} x", "model.json: line 1, byte 16: ")]
    [InlineData("{\"lazy\": true, \"lazy\": false}", "model.json: ")]
    public void Says_where_it_is_no_json(string json, string error) =>
        Bad(json).ShouldHaveSingleItem().ShouldStartWith(error);

    [Fact]
    public void Says_where_a_text_is_no_text()
    {
        Bad("{\n\"device\": \"\\ud800\"}").ShouldBe(["model.json: line 2: a text is not valid Unicode"]);
        ModelOptionsReader.Read([.. "{\"device\": \""u8, 0xFF, .. "\"}"u8], "model.json", folder: null).Errors.ShouldHaveSingleItem();
    }

    [Fact]
    public void Answers_any_bytes_with_options_or_errors_and_never_throws() =>
        Prop.ForAll(Mutilated, bytes =>
        {
            var (options, errors) = ModelOptionsReader.Read(bytes, "model.json", folder: null);
            return (options is null) == (errors.Count > 0);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(3_000));

    [Theory]
    [InlineData("""{"queue_limt": 3}""", "model.json: unknown key 'queue_limt'; did you mean 'queue_limit'?")]
    [InlineData("""{"warm_up": {"run": 3}}""", "model.json: unknown key 'warm_up.run'; did you mean 'runs'?")]
    [InlineData("""{"smoke_test": {"xyzzy": 3}}""", "model.json: unknown key 'smoke_test.xyzzy'; known here are samples")]
    public void Suggests_the_nearest_key(string json, string error) => Bad(json).ShouldBe([error]);

    [Theory]
    [InlineData("[]", "must be an object")]
    [InlineData("""{"inputs": [{"name": "x"}]}""", "inputs[0] is incomplete")]
    [InlineData("""{"inputs": [{"name": "x", "datatype": "FLOAT", "shape": [1]}]}""", "inputs[0].datatype is \"FLOAT\", but must be one of BOOL")]
    [InlineData("""{"inputs": [{"name": "x", "datatype": "FP32", "shape": [-2]}]}""", "inputs[0].shape[0] is -2")]
    [InlineData("""{"inputs": [{"name": "x", "datatype": "FP32", "shape": [1,1,1,1,1,1,1,1,1]}]}""", "at most 8 dimensions")]
    [InlineData("""{"names": {"x": ""}}""", "names.x is \"\"")]
    [InlineData("""{"labels": {"y": [1]}}""", "labels.y is [1]")]
    [InlineData("""{"labels": {"y": "labels.txt"}}""", "no folder to find it in")]
    [InlineData("""{"priority_levels": 2, "default_priority": 3}""", "priority_levels (2)")]
    [InlineData("""{"hold_until_queued": 2000}""", "queue_limit (1024)")]
    [InlineData("""{"instances": 2, "instance_group": [{"count": 3}]}""", "instances and instance_group say the same thing")]
    [InlineData("""{"backend": "pytorch"}""", "backend is \"pytorch\", but must be \"onnxruntime\"")]
    [InlineData("""{"instance_group": [{"kind": "KIND_CPU"}, {"kind": "KIND_GPU"}]}""", "groups of one kind")]
    public void Refuses_what_cannot_be_meant(string json, string error) => Bad(json).ShouldHaveSingleItem().ShouldContain(error);

    [Fact]
    public void Refuses_the_configuration_of_another_model() =>
        Bad("""{"name": "iris"}""", model: ModelName.Parse("digits")).ShouldHaveSingleItem().ShouldContain("name is \"iris\"");

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    public void Reads_label_files_of_the_models_folder_alone(string file)
    {
        using var folder = new TempFolder();
        folder.Write("secret.txt");
        Bad("{\"labels\": {\"y\": \"" + file + "\"}}", folder.Make("iris")).ShouldHaveSingleItem().ShouldContain("without folders");
    }

    [Fact]
    public void A_default_priority_follows_the_levels()
    {
        Good("""{"priority_levels": 1}""").DefaultPriority.ShouldBe(1);
        Good("""{"priority_levels": 9}""").DefaultPriority.ShouldBe(5);
    }
}
