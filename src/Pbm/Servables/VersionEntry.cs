using System.Text.Json.Nodes;

namespace ModelCluster.Pbm.Servables;

/// <summary>One entry of a node's repository index.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">Its version; empty for a model without any.</param>
/// <param name="State">READY, UNAVAILABLE, LOADING or UNLOADING.</param>
/// <param name="Reason">Why it is not ready; may be empty.</param>
internal sealed record VersionEntry(string Model, string Version, string State, string Reason)
{
    internal bool IsReady => State == "READY";

    /// <summary>False while it is on its way to another state; a model just found has no versions yet.</summary>
    internal bool IsSettled => IsReady || (State == "UNAVAILABLE" && Reason != "no versions");

    internal static VersionEntry Read(JsonObject entry) => new(
        entry["name"]?.ToString() ?? "", entry["version"]?.ToString() ?? "", entry["state"]?.ToString() ?? "", entry["reason"]?.ToString() ?? "");
}
