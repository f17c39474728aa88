using System.CommandLine;

namespace ModelCluster.Pbm.Terminal;

/// <summary>What every command takes.</summary>
internal static class CommonOptions
{
    internal static Option<string> Host { get; } = new("--host")
    {
        Description = "The node to talk to, any of a cluster. [environment: PBM_HOST; default: http://127.0.0.1:8000]",
        Recursive = true,
    };

    internal static Option<string?> ApiKey { get; } = new("--api-key")
    {
        Description = "The key to show, where the node asks for one. Better set in the environment: PBM_API_KEY.",
        Recursive = true,
    };

    internal static Option<bool> Json { get; } = new("--json") { Description = "Print JSON, for programs.", Recursive = true };
}
