using System.Text.Json.Nodes;
using ModelCluster.Pbm.ApiTest;

namespace ModelCluster.Pbm.Tests;

public class SchemaCheckTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "3")]
    [InlineData("""{"type":"string","nullable":true}""", "null")]
    [InlineData("""{"type":["string","null"]}""", "null")]
    [InlineData("""{"type":"array","items":{"type":"number"},"minItems":1}""", "[1.5]")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"number"}]}""", "1")]
    [InlineData("""{"anyOf":[{"type":"number"},{"type":"integer"}]}""", "1")]
    [InlineData("""{"allOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":1,"b":2}""")]
    [InlineData("""{"additionalProperties":{"type":"number"}}""", """{"any":1}""")]
    [InlineData("""{"$ref":"#/components/schemas/Node"}""", """{"next":{"next":{}}}""")]
    [InlineData("{}", "17")]
    public void Accepts_what_fits(string schema, string value) => Find(schema, value).ShouldBeNull();

    [Theory]
    [InlineData("""{"type":"integer"}""", "3.5", "$ is 3.5, not of type integer")]
    [InlineData("""{"type":"string"}""", "null", "$ is null, not of type string")]
    [InlineData("""{"type":"array","items":{"type":"number"}}""", """[1,"a"]""", "$[1] is \"a\", not of type number")]
    [InlineData("""{"type":"array","minItems":1}""", "[]", "$ has 0 elements")]
    [InlineData("""{"enum":["IDLE"]}""", "\"BUSY\"", "which is none of")]
    [InlineData("""{"const":1}""", "2", "$ is 2, not 1")]
    [InlineData("""{"oneOf":[{"type":"number"},{"type":"integer"}]}""", "1", "fits 2 of its oneOf")]
    [InlineData("""{"anyOf":[{"type":"string"}]}""", "1", "fits none of its anyOf")]
    [InlineData("""{"properties":{"a":{"type":"object","required":["b"]}}}""", """{"a":{}}""", "$.a has no 'b'")]
    [InlineData("""{"additionalProperties":false}""", """{"any":1}""", "$.any must not be there")]
    [InlineData("""{"$ref":"#/components/schemas/Node"}""", """{"next":{"next":5}}""", "$.next.next is 5")]
    [InlineData("""{"$ref":"#/components/schemas/Nobody"}""", "{}", "leads nowhere")]
    public void Names_the_place_that_does_not_fit(string schema, string value, string expected) =>
        Find(schema, value).ShouldNotBeNull().ShouldContain(expected);

    private static string? Find(string schema, string value)
    {
        var root = JsonNode.Parse(
            """{"components":{"schemas":{"Node":{"type":"object","properties":{"next":{"$ref":"#/components/schemas/Node"}}}}}}""")!.AsObject();
        return new SchemaCheck(new OpenApiDocument(root, [])).Find(JsonNode.Parse(value), JsonNode.Parse(schema));
    }
}
