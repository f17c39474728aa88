using System.Text.Json;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Tests.Repository.Options;

public sealed class VersionPolicyReaderTests
{
    private static readonly ModelVersion[] Found = [.. new[] { "1.0.0", "1.1.0", "1.1.3", "2.0.0", "3" }.Select(ModelVersion.Parse)];

    [Theory]
    [InlineData("\"latest\"", "3")]
    [InlineData("\"latest(2)\"", "3 2.0.0")]
    [InlineData("\"all\"", "3 2.0.0 1.1.3 1.1.0 1.0.0")]
    [InlineData("\"specific(1, 3)\"", "3 1.0.0")]
    [InlineData("\"1.x\"", "1.1.3")]
    [InlineData("\"1.x,2.x\"", "2.0.0 1.1.3")]
    [InlineData("\"1.0.x, 3\"", "3 1.0.0")]
    [InlineData("""{"latest": {"num_versions": 2}}""", "3 2.0.0")]
    [InlineData("""{"latest": {"num_versions": "2"}}""", "3 2.0.0")]
    [InlineData("""{"latest": {}}""", "3")]
    [InlineData("""{"all": {}}""", "3 2.0.0 1.1.3 1.1.0 1.0.0")]
    [InlineData("""{"specific": {"versions": [1, "2", "1.1.0"]}}""", "2.0.0 1.1.0 1.0.0")]
    public void Reads_each_form(string json, string selected)
    {
        VersionPolicyReader.TryRead(JsonDocument.Parse(json).RootElement, out var policy).ShouldBeTrue();
        string.Join(' ', policy.Select(Found)).ShouldBe(selected);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"newest\"")]
    [InlineData("\"latest(0)\"")]
    [InlineData("\"latest(-1)\"")]
    [InlineData("\"latest(1\"")]
    [InlineData("\"specific()\"")]
    [InlineData("\"specific(1,)\"")]
    [InlineData("\"1.x,\"")]
    [InlineData("\"x\"")]
    [InlineData("1")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"latest": 2}""")]
    [InlineData("""{"latest": {"versions": 2}}""")]
    [InlineData("""{"latest": {}, "all": {}}""")]
    [InlineData("""{"specific": {"versions": []}}""")]
    [InlineData("""{"specific": {"versions": [1.5, -1]}}""")]
    public void Refuses_everything_else(string json) =>
        VersionPolicyReader.TryRead(JsonDocument.Parse(json).RootElement, out _).ShouldBeFalse();
}
