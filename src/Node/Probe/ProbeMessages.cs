using System.Text.Json;
using System.Text.Json.Serialization;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Code;

namespace ModelCluster.Node.Probe;

/// <summary>What a node asks of the process that tries a file out: one line of JSON on its standard input.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Path">The file.</param>
/// <param name="Session">How to load it.</param>
/// <param name="SharedThreads">Threads of the pool that sessions without one of their own share.</param>
/// <param name="MaxBatchSize">As in the model's settings.</param>
/// <param name="Names">The names clients use, which the samples are written in.</param>
/// <param name="Samples">Requests to run, JSON of the Open Inference Protocol; without any, inputs are made up.</param>
/// <param name="MemoryBytes">What it may take.</param>
/// <param name="Code">For an assembly: whose code may run. Null for an ONNX file.</param>
internal sealed record ProbeRequest(
    string Model,
    string Version,
    string Path,
    SessionSettings Session,
    int SharedThreads,
    int? MaxBatchSize,
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyList<ReadOnlyMemory<byte>> Samples,
    long MemoryBytes,
    CodeRules? Code = null)
{
    internal string ToLine() => JsonSerializer.Serialize(this, ProbeJson.Default.ProbeRequest);

    internal static ProbeRequest Parse(string line) => JsonSerializer.Deserialize(line, ProbeJson.Default.ProbeRequest)!;
}

/// <summary>What the process says: one line of JSON on its standard output.</summary>
/// <param name="Stage">How far it has come.</param>
/// <param name="Message">Why the file was refused, or what could not be allocated; empty otherwise.</param>
internal sealed record ProbeReport(ProbeStage Stage, string Message = "")
{
    /// <summary>Characters of a line at most: those of the longest message, each escaped.</summary>
    internal const int MaxLine = 1 << 16;

    private const int MaxMessage = 4096;

    /// <summary>A message that is too long for a reason loses its end.</summary>
    internal string ToLine() => JsonSerializer.Serialize(this with { Message = Message[..Math.Min(Message.Length, MaxMessage)] }, ProbeJson.Default.ProbeReport);

    /// <summary>Null for a line that something else wrote, a native library say.</summary>
    internal static ProbeReport? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ProbeJson.Default.ProbeReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How far trying a file out has come.</summary>
internal enum ProbeStage
{
    /// <summary>The file is being loaded.</summary>
    Loading,

    /// <summary>It was loaded and is run.</summary>
    Running,

    /// <summary>It was loaded and has run. Whether its answers are right is not looked at.</summary>
    Passed,

    /// <summary>The runtime refused it, in an orderly way.</summary>
    Refused,

    /// <summary>It asked for more memory than it may take.</summary>
    OutOfMemory,
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProbeRequest))]
[JsonSerializable(typeof(ProbeReport))]
internal sealed partial class ProbeJson : JsonSerializerContext;
