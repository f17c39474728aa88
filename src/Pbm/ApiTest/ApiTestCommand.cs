using System.CommandLine;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.ApiTest;

/// <summary><c>pbm apitest URL</c>: calls every operation of a server's OpenAPI document with the document's own examples.</summary>
internal static class ApiTestCommand
{
    internal static Command Create()
    {
        var url = new Argument<string>("url") { Description = "The server, such as http://127.0.0.1:8000.", Arity = ArgumentArity.ZeroOrOne };
        var document = new Option<string>("--document") { Description = "Where the server has its OpenAPI document.", DefaultValueFactory = _ => "/openapi.json" };
        var changes = new Option<bool>("--changes") { Description = "Also call what changes the server, such as unloading a model." };
        return new Command("apitest", "Call every operation of a live server's OpenAPI document with its own examples, and check each answer against its schema.")
        {
            url, document, changes,
        }.Runs(async (parsed, cancellation) =>
        {
            using var client = parsed.GetValue(url) is { } given ? NodeClient.Of(given, parsed) : NodeClient.Of(parsed);
            var path = parsed.GetRequiredValue(document);
            var api = OpenApiDocument.Read(await client.GetAsync(path, cancellation), $"{client.Host}{path.TrimStart('/')}");
            var checks = new List<Check>();
            foreach (var operation in api.Operations)
                checks.Add(await OperationCall.TryAsync(client, api, operation, parsed.GetValue(changes), cancellation));
            return CheckReport.Print(Printer.Of(parsed), checks);
        });
    }
}
