using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Tests.Http.Infer;

public sealed class ClassificationTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<string> ClassifyAsync(string type, string shape, string data, int classes)
    {
        var answer = await _server.PostAsync("/v2/models/m/infer", $$$"""
            {"inputs":[{"name":"x","datatype":"{{{type}}}","shape":{{{shape}}},"data":{{{data}}}}],
            "outputs":[{"name":"x","parameters":{"classification":{{{classes}}}}}]}
            """);
        return answer.Text;
    }

    [Fact]
    public async Task Gives_the_largest_of_each_row_with_labels()
    {
        var options = ModelOptions.Default with
        {
            Labels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["x"] = ["ant", "bee"] },
        };
        _server.Catalog.All[0] = FakeCatalog.Model("m", FakeCatalog.Servable("m", "7", options: options));
        (await ClassifyAsync("FP32", "[2,3]", "[0.1,0.9,0.5,3,2,1]", 2)).ShouldContain(
            """{"name":"x","datatype":"BYTES","shape":[2,2],"data":["0.9:1:bee","0.5:2","3:0:ant","2:1:bee"]}""");
    }

    [Fact]
    public async Task Gives_no_more_than_there_are_and_equals_by_index_and_NaN_last() =>
        (await ClassifyAsync("FP64", "[1,4]", "[NaN,1,1,-Infinity]", 9)).ShouldContain(
            """ "shape":[1,4],"data":["1:1","1:2","-Infinity:3","NaN:0"] """.Trim());

    [Fact]
    public async Task Takes_a_whole_output_without_rows_as_one()
    {
        _server.Catalog.All[0] = FakeCatalog.Model("m", FakeCatalog.Servable("m", "7", maxBatchSize: 0));
        (await ClassifyAsync("UINT64", "[2,2]", "[1,18446744073709551615,3,0]", 2)).ShouldContain(
            """ "shape":[2],"data":["18446744073709551615:1","3:2"] """.Trim());
    }

    [Fact]
    public async Task Refuses_elements_without_order() =>
        (await ClassifyAsync("BOOL", "[1,1]", "[true]", 1)).ShouldContain("cannot be classified");
}
