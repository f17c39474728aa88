namespace ModelCluster.Contracts.Models;

/// <summary>A sample request of a model and the outputs it must give.</summary>
/// <param name="Name">The file's name, for messages.</param>
/// <param name="Versions">The versions it applies to; null for all.</param>
/// <param name="RequestJson">An infer request of the Open Inference Protocol, UTF-8.</param>
/// <param name="ExpectedJson">The infer response it must give (its <c>outputs</c>), UTF-8; null: it must only run.</param>
/// <param name="Tolerance">The largest difference of floating-point outputs that will do.</param>
public sealed record ModelSample(
    string Name,
    Ids.VersionRange? Versions,
    ReadOnlyMemory<byte> RequestJson,
    ReadOnlyMemory<byte>? ExpectedJson,
    double Tolerance);
