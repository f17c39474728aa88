using System.Text;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Tests.Repository;

public sealed class SampleFileTests
{
    [Fact]
    public void Keeps_request_and_expectation_byte_for_byte()
    {
        var json = """{"description": "d", "versions": "1.x", "tolerance": 0.5, "request": {"inputs": [ 1.50 ]}, "expected": {"outputs": [2e-1]}}"""u8;
        var (sample, errors) = SampleFile.Read(json, "a.json", "m/samples/a.json");
        errors.ShouldBeEmpty();
        sample!.Name.ShouldBe("a.json");
        sample.Versions!.Value.Contains(ModelVersion.Parse("1.7")).ShouldBeTrue();
        sample.Versions!.Value.Contains(ModelVersion.Parse("2")).ShouldBeFalse();
        sample.Tolerance.ShouldBe(0.5);
        Encoding.UTF8.GetString(sample.RequestJson.Span).ShouldBe("""{"inputs": [ 1.50 ]}""");
        Encoding.UTF8.GetString(sample.ExpectedJson!.Value.Span).ShouldBe("""{"outputs": [2e-1]}""");
    }

    [Fact]
    public void Needs_only_a_request()
    {
        var (sample, _) = SampleFile.Read("""{"request": {}}"""u8, "a.json", "a.json");
        sample!.Versions.ShouldBeNull();
        sample.ExpectedJson.ShouldBeNull();
        sample.Tolerance.ShouldBe(SampleFile.DefaultTolerance);
    }

    [Theory]
    [InlineData("""{}""", "a.json: request is missing; it must be an infer request")]
    [InlineData("""{"request": []}""", "a.json: request is [], but must be an object")]
    [InlineData("""{"request": {}, "versions": "new"}""", "a.json: versions is \"new\", but must be a version or a range such as 1.x")]
    [InlineData("""{"request": {}, "tolerance": "x"}""", "a.json: tolerance is \"x\", but must be a number of 0 or more")]
    [InlineData("""{"request": {}, "expect": {}}""", "a.json: unknown key 'expect'; did you mean 'expected'?")]
    public void Says_what_is_wrong(string json, string error)
    {
        var (sample, errors) = SampleFile.Read(Encoding.UTF8.GetBytes(json), "a.json", "a.json");
        sample.ShouldBeNull();
        errors.ShouldBe([error]);
    }
}
