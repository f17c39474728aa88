namespace ModelCluster.Pbm.Bench;

/// <summary>Where a model is asked.</summary>
internal static class InferPath
{
    internal static string Of(string model, string? version) => version is null
        ? $"/v2/models/{Uri.EscapeDataString(model)}/infer"
        : $"/v2/models/{Uri.EscapeDataString(model)}/versions/{Uri.EscapeDataString(version)}/infer";
}
