using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Events;

/// <summary><c>pbm events tail</c>: what happens, as it happens.</summary>
internal static class EventsCommands
{
    internal static Command Create()
    {
        var model = new Option<string?>("--model") { Description = "Only of this model." };
        var type = new Option<string[]>("--event") { Description = "Only events of this kind, such as version-loaded; may be given again.", DefaultValueFactory = _ => [] };
        var cause = new Option<string?>("--cause") { Description = "Only what this API key, file or policy brought about." };
        var from = new Option<long?>("--from") { Description = "Begin after this event's number; 0 for all there are. Without it: from now on." };
        var tail = new Command("tail", "Print events as they happen, until Ctrl+C.") { model, type, cause, from }.Runs(async (parsed, cancellation) =>
        {
            using var client = NodeClient.Of(parsed);
            var query = new List<string>();
            Add(query, "model", parsed.GetValue(model));
            foreach (var kind in parsed.GetRequiredValue(type))
                Add(query, "event", kind);
            Add(query, "cause", parsed.GetValue(cause));
            Add(query, "from", parsed.GetValue(from)?.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await PrintAsync(client, $"/v2/events?{string.Join('&', query)}", Printer.Of(parsed), cancellation);
            return ExitCode.Done;
        });
        return new Command("events", "What happens to models, as it happens.") { tail };
    }

    private static void Add(List<string> query, string key, string? value)
    {
        if (value is not null)
            query.Add($"{key}={Uri.EscapeDataString(value)}");
    }

    private static async Task PrintAsync(NodeClient client, string path, Printer printer, CancellationToken cancellation)
    {
        using var response = await client.SendAsync(HttpMethod.Get, path, content: null, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new PbmException(ExitCode.Failed, await client.ErrorOfAsync(response, cancellation));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await NextAsync(client, reader, cancellation) is { } line)
        {
            if (!line.StartsWith("data:", StringComparison.Ordinal))
                continue; // ids, event names and heartbeats
            var happened = JsonNode.Parse(line["data:".Length..])!.AsObject();
            if (printer.IsJson)
                printer.JsonLine(happened);
            else
                printer.Line($"{happened["time"]}  {happened["actor"]}  {happened["event"]}  {happened["data"]?.ToJsonString()}  by {happened["cause"]?["kind"]} {happened["cause"]?["name"]}");
        }

        throw new PbmException(ExitCode.Unreachable, $"{client.Host} ended the stream");
    }

    private static async Task<string?> NextAsync(NodeClient client, StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new PbmException(ExitCode.Unreachable, $"{client.Host} broke the stream off: {failure.Message}");
        }
    }
}
