using System.Text;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Tests.Repository.Options;

public sealed class TritonSpellingsTests
{
    private static ModelOptions Good(string json, string? folder = null)
    {
        var (options, errors) = ModelOptionsReader.Read(Encoding.UTF8.GetBytes(json), "override", folder);
        errors.ShouldBeEmpty();
        return options.ShouldNotBeNull();
    }

    [Fact]
    public void Reads_a_whole_configuration()
    {
        var options = Good(
            """
            {
              "name": "iris", "platform": "", "backend": "onnxruntime", "runtime": "", "max_batch_size": 8,
              "version_policy": { "latest": { "num_versions": 1 } },
              "input": [{ "name": "x", "data_type": "TYPE_FP32", "format": "FORMAT_NONE", "dims": ["4"], "optional": false }],
              "output": [{ "name": "y", "data_type": "TYPE_STRING", "dims": [-1], "label_filename": "" }],
              "instance_group": [{ "name": "iris", "kind": "KIND_CPU", "count": 2, "gpus": [] }, { "kind": "KIND_CPU", "count": "1" }],
              "dynamic_batching": {
                "preferred_batch_size": [4], "max_queue_delay_microseconds": "100", "priority_levels": "4", "default_priority_level": 1,
                "default_queue_policy": { "timeout_action": "REJECT", "default_timeout_microseconds": 2500, "max_queue_size": 32 }
              },
              "parameters": { "intra_op_thread_count": { "string_value": "2" } }, "model_warmup": [], "optimization": {}
            }
            """);
        options.MaxBatchSize.ShouldBe(8);
        options.DeclaredInputs.ShouldHaveSingleItem().Shape.ShouldBe(new TensorShape(-1, 4));
        options.DeclaredOutputs.ShouldHaveSingleItem().Type.ShouldBe(TensorType.Bytes);
        options.DeclaredOutputs[0].Shape.ShouldBe(new TensorShape(-1, -1));
        options.Instances.ShouldBe(3);
        options.Session.Device.ShouldBe(DeviceKind.Cpu);
        options.BatchDelay.ShouldBe(TimeSpan.FromMicroseconds(100));
        options.PriorityLevels.ShouldBe(4);
        options.DefaultPriority.ShouldBe(1);
        options.DefaultDeadline.ShouldBe(TimeSpan.FromMicroseconds(2500));
        options.QueueLimit.ShouldBe(32);
    }

    [Theory]
    [InlineData("""{"max_batch_size": 0, "input": [{"name": "x", "data_type": "TYPE_INT8", "dims": [4]}]}""")]
    [InlineData("""{"input": [{"name": "x", "data_type": "TYPE_INT8", "dims": [4]}]}""")]
    public void Adds_no_batch_dimension_without_batching(string json) =>
        Good(json).DeclaredInputs.ShouldHaveSingleItem().Shape.ShouldBe(new TensorShape(4));

    [Fact]
    public void Reads_the_labels_of_an_output()
    {
        using var folder = new TempFolder();
        folder.Write("labels.txt", "cat\r\ndog\n\n");
        Good("""{"output": [{"name": "y", "data_type": "TYPE_FP32", "dims": [2], "label_filename": "labels.txt"}]}""", folder.Root)
            .Labels["y"].ShouldBe(["cat", "dog"]);
    }

    [Fact]
    public void Keeps_the_defaults_where_zero_means_that()
    {
        var options = Good("""{"dynamic_batching": {"priority_levels": 0, "default_queue_policy": {"max_queue_size": 0, "default_timeout_microseconds": 0}}}""");
        options.ShouldBe(ModelOptions.Default);
    }
}
