using System.Text.Json.Nodes;
using ModelCluster.Pbm.Servables;

namespace ModelCluster.Pbm.Tests;

public class OutputDifferenceTests
{
    private const string Expected = """[{"name":"y","datatype":"FP32","shape":[2],"data":[1,2]}]""";

    [Theory]
    [InlineData("""[{"name":"y","datatype":"FP32","shape":[2],"data":[1.00001,2]},{"name":"more"}]""")]
    [InlineData("""[{"name":"y","datatype":"FP32","shape":[2],"data":[[1],[2]]}]""")]
    public void Outputs_within_the_tolerance_are_the_same(string actual) => Find(actual).ShouldBeNull();

    [Theory]
    [InlineData("[]", "there is no output 'y'")]
    [InlineData("""[{"name":"y","datatype":"FP64","shape":[2],"data":[1,2]}]""", "datatype \"FP64\"")]
    [InlineData("""[{"name":"y","datatype":"FP32","shape":[1,2],"data":[1,2]}]""", "shape [1,2]")]
    [InlineData("""[{"name":"y","datatype":"FP32","shape":[2],"data":[1]}]""", "has 1 elements")]
    [InlineData("""[{"name":"y","datatype":"FP32","shape":[2],"data":[1,2.1]}]""", "element 1 is 2.1, expected 2")]
    [InlineData("""[{"name":"y","datatype":"FP32","shape":[2],"data":[1,"2"]}]""", "element 1 is \"2\", expected 2")]
    public void Names_what_differs(string actual, string expected) => Find(actual).ShouldNotBeNull().ShouldContain(expected);

    [Theory]
    [InlineData("1", "1.x", true)]
    [InlineData("1.2.3", "1.2.x", true)]
    [InlineData("1.2.3", "1.x.5", true)]
    [InlineData("1.2.3", "1_x", true)]
    [InlineData("2.2.5", "1.x.5", false)]
    [InlineData("2", "1.x", false)]
    [InlineData("1", "1.0.0", true)]
    [InlineData("1.2", "1", false)]
    public void Knows_which_versions_a_range_holds(string version, string range, bool isIn) => VersionMatch.IsIn(version, range).ShouldBe(isIn);

    private static string? Find(string actual) =>
        OutputDifference.Find(JsonNode.Parse(Expected)!.AsArray(), JsonNode.Parse(actual)!.AsArray(), tolerance: 1e-3);
}
