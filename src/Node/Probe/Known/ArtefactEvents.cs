using System.Text.Json.Serialization;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Node.Probe.Known;

/// <summary>Something that happened to a model file and is kept in the journal. Immutable.</summary>
internal interface IArtefactEvent;

/// <summary>The events of model files, and how they are written.</summary>
internal static class ArtefactEvents
{
    /// <summary>A file was tried out and did no harm, or holds the same as one that was.</summary>
    /// <param name="Sha256">Its content, with that of the files that hold its weights.</param>
    /// <param name="Runtime">What ran it: another version may fare otherwise.</param>
    /// <param name="File">Where it lies.</param>
    /// <param name="Stamp">Sizes and times of change of the files.</param>
    internal sealed record ArtefactPassed(string Sha256, string Runtime, string File, string Stamp) : IArtefactEvent;

    /// <summary>How they are written.</summary>
    internal static EventCodec<IArtefactEvent> Codec { get; } = new EventCodec<IArtefactEvent>()
        .Writes("artefact-passed", 1, static () => ArtefactJson.Default.ArtefactPassed);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ArtefactEvents.ArtefactPassed))]
[JsonSerializable(typeof(KnownArtefacts))]
internal sealed partial class ArtefactJson : JsonSerializerContext;
