using System.Text.Json.Serialization;

namespace ModelCluster.Journal.Tests.Actors;

[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Scribe.Said))]
[JsonSerializable(typeof(Scribe.Cleared))]
[JsonSerializable(typeof(Scribe.Words))]
internal sealed partial class WordsJson : JsonSerializerContext;
