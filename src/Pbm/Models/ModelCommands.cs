using System.CommandLine;

namespace ModelCluster.Pbm.Models;

/// <summary><c>pbm model …</c>: what is served, and every change an operator can make.</summary>
internal static class ModelCommands
{
    internal static Command Create() => new("model", "See and change what is served.")
    {
        ModelQueries.List(),
        ModelQueries.Show(),
        ModelQueries.History(),
        ModelChanges.Of("load", "Serve a model, or one version of it, whatever its version policy says."),
        ModelChanges.Of("unload", "Retire a model, or one version of it, until it is loaded again."),
        ModelChanges.OfVersion("reload", "Load a version's file again; the old one serves until the new one is available."),
        ModelChanges.OfVersion("pause", "Keep a version loaded and let its requests wait."),
        ModelChanges.OfVersion("drain", "Keep a version loaded and give it no new requests."),
        ModelChanges.OfVersion("resume", "Take back what was decided about a version."),
        ModelChanges.OfVersion("pin", "Serve only this version, whatever the policy says."),
        ModelChanges.Unpin(),
        ModelChanges.Label(),
        ModelChanges.Traffic(),
        ModelChanges.RollBack(),
    };
}
