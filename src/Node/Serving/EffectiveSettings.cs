using System.Text;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Serving;

/// <summary>Finds for each setting what counts, and where that comes from. Thread-safe.</summary>
internal sealed class EffectiveSettings(ServingParts parts, IModelHistory history) : IEffectiveSettings
{
    private const string Configured = "configured";

    public async Task<IReadOnlyList<EffectiveSetting>?> FindAsync(ModelName model, CancellationToken cancellation)
    {
        if (parts.Board.Find(model) is not { } snapshot || parts.Board.Aspired(model) is not { } aspired)
            return null;
        var given = snapshot.Intent.Configuration;
        var (json, origin) = given is null
            ? (aspired.ConfigurationText, "model.json")
            : (given, $"override by {await WhoConfiguredAsync(model, cancellation)}");
        var stated = json is null ? new HashSet<string>(StringComparer.Ordinal) : ModelOptionsReader.Stated(Encoding.UTF8.GetBytes(json));
        return [.. OptionValues.All.Select(option => Describe(option.Name, option.Value, aspired.Options, stated, origin))];
    }

    private static EffectiveSetting Describe(
        string name, Func<ModelOptions, System.Text.Json.Nodes.JsonNode?> value, ModelOptions options, IReadOnlySet<string> stated, string origin)
    {
        var text = value(options)?.ToJsonString() ?? "null";
        if (stated.Contains(name))
            return new EffectiveSetting(name, text, origin);
        return new EffectiveSetting(name, text, text == (value(ModelOptions.Default)?.ToJsonString() ?? "null") ? "default" : "repository");
    }

    private async Task<Cause> WhoConfiguredAsync(ModelName model, CancellationToken cancellation)
    {
        var last = new Cause(CauseKind.System, "node");
        for (long from = 1; ;)
        {
            var page = await history.ReadAsync(model, from, IModelHistory.MaxLimit, cancellation);
            last = page.LastOrDefault(entry => entry.Type == Configured)?.Cause ?? last;
            if (page.Count < IModelHistory.MaxLimit)
                return last;
            from = page[^1].SequenceNr + 1;
        }
    }
}
