using ModelCluster.Contracts.History;

namespace ModelCluster.Node.Sql;

/// <summary>Causes' kinds as the tables hold them: words that stay even if the enum's names change.</summary>
internal static class CauseKinds
{
    internal static string ToText(CauseKind kind) => kind switch
    {
        CauseKind.ApiKey => "api-key",
        CauseKind.File => "file",
        CauseKind.Policy => "policy",
        CauseKind.System => "system",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A cause of this kind has no word in the journal's tables."),
    };

    /// <summary>Null for a word that is none.</summary>
    internal static CauseKind? FromText(string text) => text switch
    {
        "api-key" => CauseKind.ApiKey,
        "file" => CauseKind.File,
        "policy" => CauseKind.Policy,
        "system" => CauseKind.System,
        _ => null,
    };
}
