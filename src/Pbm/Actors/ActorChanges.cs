using System.Text.Json.Nodes;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Actors;

/// <summary>Tells what is different from the look before. For one thread.</summary>
/// <param name="depth">A mailbox in which so many messages wait is told of, once until it is shorter again.</param>
internal sealed class ActorChanges(int depth)
{
    private Dictionary<(string Node, string Path), JsonNode>? _before;

    /// <summary>The changes since the last look; at the first one only what is in a bad way already.</summary>
    internal IReadOnlyList<ActorChange> Look(IReadOnlyList<NodeOfActors> nodes)
    {
        var now = nodes.SelectMany(node => node.Actors.Select(actor => (Key: (node.Name, actor.Text("path")), Actor: actor))).ToDictionary(one => one.Key, one => one.Actor);
        var isFirst = _before is null;
        var before = _before ?? [];
        _before = now;
        var changes = now.SelectMany(pair => Of(pair.Key, pair.Value, before.GetValueOrDefault(pair.Key), isFirst));
        // a node that did not answer this time says nothing of its actors
        var gone = before.Keys.Where(key => !now.ContainsKey(key) && nodes.Any(node => node.Name == key.Node)).Select(key => new ActorChange(key.Node, key.Path, "stopped"));
        return [.. changes, .. gone];
    }

    private IEnumerable<ActorChange> Of((string Node, string Path) key, JsonNode now, JsonNode? before, bool isFirst)
    {
        if (before is null && !isFirst)
            yield return Change("started");
        if (now.Text("state") is var state && state != (before?.Text("state") ?? "running"))
            yield return Change(state);
        if (Failure(now) is { Length: > 0 } failure && failure != Failure(before))
            yield return Change($"failed: {now["last_failure"].Text("error")}: {now["last_failure"].Text("message").ReplaceLineEndings(" ")}");
        if (now.Number("restarts") - (before.Number("restarts") ?? (isFirst ? now.Number("restarts") : 0)) is { } restarts and > 0)
            yield return Change($"restarted ({restarts} more, {now.Text("restarts")} in all)");
        if (now.Number("mailbox_depth") >= depth && !(before.Number("mailbox_depth") >= depth))
            yield return Change($"{now.Text("mailbox_depth")} messages wait, the oldest for {Units.Milliseconds(now.Number("oldest_message_age_ms"))}");

        ActorChange Change(string what) => new(key.Node, key.Path, what);
    }

    private static string Failure(JsonNode? actor) => (actor as JsonObject)?["last_failure"]?.ToJsonString() ?? "";
}

/// <summary>What happened to an actor.</summary>
internal sealed record ActorChange(string Node, string Path, string What);
