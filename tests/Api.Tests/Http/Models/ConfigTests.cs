using System.Text.Json;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Tests.Http.Models;

public sealed class ConfigTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<string> ConfigAsync(ModelOptions options, int maxBatchSize = 8)
    {
        _server.Catalog.All[0] = FakeCatalog.Model("m", FakeCatalog.Servable(
            "m", "7", maxBatchSize: maxBatchSize, options: options, inputs: [FakeCatalog.Spec("s", TensorType.Bytes, -1, 16)]));
        return (await _server.GetAsync("/v2/models/m/config")).Text;
    }

    [Fact]
    public async Task Shows_the_settings_in_force()
    {
        var options = ModelOptions.Default with
        {
            Instances = 3,
            QueueLimit = 9,
            BatchDelay = TimeSpan.FromMilliseconds(2),
            DefaultDeadline = TimeSpan.FromSeconds(1),
        };
        (await ConfigAsync(options)).ShouldBe(
            """
            {"name":"m","platform":"onnxruntime_onnx","backend":"onnxruntime","version_policy":{"latest":{"num_versions":1}},"max_batch_size":8,
            "input":[{"name":"s","data_type":"TYPE_STRING","dims":[16]}],"output":[{"name":"y","data_type":"TYPE_FP32","dims":[4]}],
            "instance_group":[{"kind":"KIND_CPU","count":3}],"default_model_filename":"model.onnx","dynamic_batching":{
            "max_queue_delay_microseconds":2000,"priority_levels":3,"default_priority_level":2,"default_queue_policy":{"timeout_action":"REJECT",
            "default_timeout_microseconds":1000000,"allow_timeout_override":true,"max_queue_size":9}}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Shows_all_dimensions_of_a_model_without_rows()
    {
        var config = JsonDocument.Parse(await ConfigAsync(ModelOptions.Default, maxBatchSize: 0)).RootElement;
        config.GetProperty("input")[0].GetProperty("dims").ToString().ShouldBe("[-1,16]");
        config.TryGetProperty("dynamic_batching", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Shows_every_version_policy()
    {
        (await ConfigAsync(ModelOptions.Default with { VersionPolicy = new VersionPolicy.All() })).ShouldContain("""{"all":{}}""");
        var specific = new VersionPolicy.Specific([new ModelVersion(3), ModelVersion.Parse("1.2.3")]);
        (await ConfigAsync(ModelOptions.Default with { VersionPolicy = specific })).ShouldContain("""{"specific":{"versions":[3,"1.2.3"]}}""");
        VersionRange.TryParse("1.x", out var range).ShouldBeTrue();
        (await ConfigAsync(ModelOptions.Default with { VersionPolicy = new VersionPolicy.Ranges([range]) }))
            .ShouldContain("""{"ranges":{"versions":["1.x.x"]}}""");
    }
}
