namespace ModelCluster.Pbm.Tests;

public class ApiTestTests
{
    private const string Document =
        """
        {
          "openapi": "3.0.3",
          "paths": {
            "/predict/{model}": {
              "parameters": [ { "name": "model", "in": "path", "required": true, "example": "iris", "schema": { "type": "string" } } ],
              "post": {
                "requestBody": { "required": true, "content": { "application/json": { "example": { "samples": [[1, 2]] } } } },
                "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Preds" } } } } }
              }
            },
            "/health": { "get": { "responses": { "200": { "description": "well" } } } },
            "/unload": { "post": { "x-changes-server": true, "responses": { "200": {} } } }
          },
          "components": {
            "schemas": {
              "Preds": { "type": "object", "required": ["preds"], "properties": { "preds": { "type": "array", "items": { "type": "string" } } } }
            }
          }
        }
        """;

    [Fact]
    public async Task Calls_every_operation_with_its_own_example_and_passes_when_all_answer_as_declared()
    {
        string? sent = null;
        await using var server = await ServeAsync(body =>
        {
            sent = body;
            return (200, """{"preds":["setosa"]}""");
        });
        var run = await PbmProcess.RunAsync("apitest", server.Address);
        run.Output.ShouldContain("2 passed, 0 failed");
        run.Output.ShouldContain("it changes the server");
        run.ExitCode.ShouldBe(0);
        sent.ShouldBe("""{"samples":[[1,2]]}""");
    }

    [Theory]
    [InlineData(500, """{"error":"broken"}""", "its own example gives 500")]
    [InlineData(200, """{"preds":[1]}""", "$.preds[0] is 1, not of type string")]
    [InlineData(200, """{}""", "$ has no 'preds'")]
    [InlineData(200, "not json", "it is no JSON")]
    [InlineData(201, """{"preds":[]}""", "which the document does not declare")]
    public async Task One_broken_operation_fails_the_run_and_says_how(int status, string json, string expected)
    {
        await using var server = await ServeAsync(_ => (status, json));
        var run = await PbmProcess.RunAsync("apitest", server.Address);
        run.Output.ShouldContain(expected);
        run.Output.ShouldContain("1 passed, 1 failed");
        run.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Calls_what_changes_the_server_only_when_told_to()
    {
        await using var server = await ServeAsync(_ => (200, """{"preds":[]}"""));
        (await PbmProcess.RunAsync("apitest", server.Address, "--changes")).Output.ShouldContain("POST /unload");
        (await PbmProcess.RunAsync("apitest", server.Address, "--changes")).Output.ShouldContain("3 passed, 0 failed");
    }

    [Theory]
    [InlineData("""{"paths":{}}""", "is no OpenAPI 3 document")]
    [InlineData("""{"openapi":"3.1.0","paths":{}}""", "has no operations")]
    public async Task A_document_that_describes_nothing_is_a_failure(string document, string expected)
    {
        await using var server = await StubServer.StartAsync(new Dictionary<string, Func<string, (int, string)>>(StringComparer.Ordinal) { ["GET /openapi.json"] = _ => (200, document) });
        var run = await PbmProcess.RunAsync("apitest", server.Address);
        run.Error.ShouldContain(expected);
        run.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_has_its_own_exit_code()
    {
        var run = await PbmProcess.RunAsync("apitest", "http://127.0.0.1:1");
        run.Error.ShouldContain("no answer from http://127.0.0.1:1");
        run.ExitCode.ShouldBe(3);
    }

    private static Task<StubServer> ServeAsync(Func<string, (int, string)> predict) => StubServer.StartAsync(new Dictionary<string, Func<string, (int, string)>>(StringComparer.Ordinal)
    {
        ["GET /openapi.json"] = _ => (200, Document),
        ["POST /predict/iris"] = predict,
        ["GET /health"] = _ => (200, "{}"),
        ["POST /unload"] = _ => (200, "{}"),
    });
}
