using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Models;

/// <summary>The changes of <c>pbm model</c>. Each prints what is different now.</summary>
internal static class ModelChanges
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only say what would change." };

    /// <summary>A verb for a whole model or for one version.</summary>
    internal static Command Of(string verb, string description)
    {
        var model = ModelQueries.ModelName();
        var version = new Argument<string?>("version") { Description = "One version; without it the whole model.", Arity = ArgumentArity.ZeroOrOne };
        return new Command(verb, description) { model, version, DryRun }.Runs(async (parsed, cancellation) =>
        {
            var name = parsed.GetRequiredValue(model);
            if (parsed.GetValue(version) is { } one)
                return await ChangeAsync(parsed, HttpMethod.Post, $"/v2/models/{Uri.EscapeDataString(name)}/versions/{Uri.EscapeDataString(one)}/{verb}", null, cancellation);
            if (parsed.GetValue(DryRun))
                throw new PbmException(ExitCode.WrongUsage, $"--dry-run is for a version; name one, or {verb} the whole model without it");
            using var client = NodeClient.Of(parsed);
            await client.AskAsync(HttpMethod.Post, $"/v2/repository/models/{Uri.EscapeDataString(name)}/{verb}", null, cancellation);
            var printer = Printer.Of(parsed);
            if (printer.IsJson)
                printer.Json(new JsonObject { ["model"] = name, ["status"] = "done" });
            printer.Line($"{name}: {verb}ed");
            return ExitCode.Done;
        });
    }

    /// <summary>A verb for one version.</summary>
    internal static Command OfVersion(string verb, string description)
    {
        var model = ModelQueries.ModelName();
        var version = new Argument<string>("version") { Description = "Which version." };
        return new Command(verb, description) { model, version, DryRun }.Runs((parsed, cancellation) => ChangeAsync(
            parsed, HttpMethod.Post, $"{PathOf(parsed, model)}/versions/{Uri.EscapeDataString(parsed.GetRequiredValue(version))}/{verb}", null, cancellation));
    }

    internal static Command Unpin()
    {
        var model = ModelQueries.ModelName();
        return new Command("unpin", "Let the version policy decide again.") { model, DryRun }.Runs((parsed, cancellation) =>
            ChangeAsync(parsed, HttpMethod.Post, $"{PathOf(parsed, model)}/unpin", null, cancellation));
    }

    internal static Command Label()
    {
        var model = ModelQueries.ModelName();
        var label = new Argument<string>("label") { Description = "The label, such as stable." };
        var version = new Argument<string?>("version") { Description = "Where it is to point.", Arity = ArgumentArity.ZeroOrOne };
        var wait = new Option<bool>("--wait") { Description = "Wait until that version is available." };
        var remove = new Option<bool>("--remove") { Description = "Take the label away." };
        return new Command("label", "Point a label at a version, or take it away.") { model, label, version, wait, remove, DryRun }.Runs((parsed, cancellation) =>
        {
            var path = $"{PathOf(parsed, model)}/labels/{Uri.EscapeDataString(parsed.GetRequiredValue(label))}";
            if (parsed.GetValue(remove))
                return ChangeAsync(parsed, HttpMethod.Delete, path, null, cancellation);
            var target = parsed.GetValue(version) ?? throw new PbmException(ExitCode.WrongUsage, "name the version that the label is to point at, or --remove");
            return ChangeAsync(parsed, HttpMethod.Put, path, new JsonObject { ["version"] = target, ["wait"] = parsed.GetValue(wait) }, cancellation);
        });
    }

    internal static Command Traffic()
    {
        var model = ModelQueries.ModelName();
        var shares = new Argument<string[]>("shares") { Description = "VERSION=WEIGHT, such as 1=90 2=10; none: show what counts now.", Arity = ArgumentArity.ZeroOrMore };
        var plan = new Option<FileInfo?>("--plan") { Description = "A JSON file with the whole plan: shares, sticky_header, mirror, limits." };
        var clear = new Option<bool>("--clear") { Description = "All to the newest version again." };
        return new Command("traffic", "Share requests out among versions.") { model, shares, plan, clear, DryRun }.Runs(async (parsed, cancellation) =>
        {
            var path = $"{PathOf(parsed, model)}/traffic";
            if (parsed.GetValue(clear))
                return await ChangeAsync(parsed, HttpMethod.Delete, path, null, cancellation);
            if (parsed.GetValue(plan) is { } file)
                return await ChangeAsync(parsed, HttpMethod.Put, path, Read(file), cancellation);
            if (parsed.GetValue(shares) is { Length: > 0 } given)
                return await ChangeAsync(parsed, HttpMethod.Put, path, new JsonObject { ["shares"] = new JsonArray([.. given.Select(ShareOf)]) }, cancellation);
            using var client = NodeClient.Of(parsed);
            ModelView.PrintTraffic(Printer.Of(parsed), await client.GetAsync(path, cancellation));
            return ExitCode.Done;
        });
    }

    internal static Command RollBack()
    {
        var model = ModelQueries.ModelName();
        var to = new Argument<string>("to") { Description = "An event's number in the model's history, or a time such as 2026-01-31T12:00:00Z." };
        return new Command("rollback", "Bring back what was decided as of a point in the history.") { model, to, DryRun }.Runs((parsed, cancellation) =>
        {
            var point = parsed.GetRequiredValue(to);
            JsonNode value = long.TryParse(point, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : point;
            return ChangeAsync(parsed, HttpMethod.Post, $"{PathOf(parsed, model)}/rollback", new JsonObject { ["to"] = value }, cancellation);
        });
    }

    private static string PathOf(ParseResult parsed, Argument<string> model) => $"/v2/models/{Uri.EscapeDataString(parsed.GetRequiredValue(model))}";

    private static async Task<ExitCode> ChangeAsync(ParseResult parsed, HttpMethod method, string path, JsonNode? body, CancellationToken cancellation)
    {
        using var client = NodeClient.Of(parsed);
        var answer = await client.AskAsync(method, parsed.GetValue(DryRun) ? $"{path}?dry_run=true" : path, body, cancellation);
        var printer = Printer.Of(parsed);
        if (printer.IsJson)
            printer.Json(answer);
        var changes = (answer?["changes"] as JsonArray)?.Select(change => change!.ToString()).ToList() ?? [];
        foreach (var change in changes)
            printer.Line(change);
        if (changes.Count == 0)
            printer.Line("nothing changed");
        return ExitCode.Done;
    }

    private static JsonObject ShareOf(string share)
    {
        var parts = share.Split('=');
        return parts is [{ Length: > 0 } version, var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weight)
            ? new JsonObject { ["version"] = version, ["weight"] = weight }
            : throw new PbmException(ExitCode.WrongUsage, $"'{share}' is no share; VERSION=WEIGHT such as 2=10 is allowed");
    }

    private static JsonNode Read(FileInfo file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file.FullName)) ?? throw new PbmException(ExitCode.WrongUsage, $"{file.FullName} holds null, not a plan");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new PbmException(ExitCode.WrongUsage, $"{file.FullName} cannot be read: {failure.Message}");
        }
    }
}
