using System.Text.Json.Nodes;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Actors;

/// <summary>Writes actors as a tree, a line for each. Stateless.</summary>
internal static class ActorTree
{
    /// <summary>The lines.</summary>
    /// <param name="actors">Those whose parent is not among them stand at the top.</param>
    /// <param name="drawn">True: with lines between parent and children; false: indented.</param>
    internal static IEnumerable<string> Lines(IReadOnlyList<JsonNode> actors, bool drawn)
    {
        var paths = actors.Select(actor => actor.Text("path")).ToHashSet(StringComparer.Ordinal);
        var children = actors.ToLookup(actor => paths.Contains(actor.Text("parent")) ? actor.Text("parent") : "", StringComparer.Ordinal);
        return children[""].SelectMany(top => Below(top, top.Text("path"), "", children, drawn));
    }

    private static IEnumerable<string> Below(JsonNode actor, string name, string indent, ILookup<string, JsonNode> children, bool drawn)
    {
        yield return $"{name}{NoteOf(actor)}";
        var below = children[actor.Text("path")].ToList();
        foreach (var (index, child) in below.Index())
        {
            var isLast = index == below.Count - 1;
            var (branch, further) = drawn ? (isLast ? "└─ " : "├─ ", isLast ? "   " : "│  ") : ("  ", "  ");
            var isFirst = true;
            foreach (var line in Below(child, child.Text("path").Split('/')[^1], $"{indent}{further}", children, drawn))
            {
                yield return isFirst ? $"{indent}{branch}{line}" : line;
                isFirst = false;
            }
        }
    }

    /// <summary>Only what is out of the ordinary.</summary>
    private static string NoteOf(JsonNode actor)
    {
        var notes = new List<string>();
        if (actor.Text("state") is { Length: > 0 } state && state != "running")
            notes.Add(state);
        if (actor.Number("mailbox_depth") is { } depth and > 0)
            notes.Add($"{depth} waiting");
        if (actor.Number("restarts") is { } restarts and > 0)
            notes.Add($"{restarts} restarts");
        return notes.Count == 0 ? "" : $" ({string.Join(", ", notes)})";
    }
}
