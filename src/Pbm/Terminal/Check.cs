namespace ModelCluster.Pbm.Terminal;

/// <summary>One thing that was tried.</summary>
/// <param name="Name">What.</param>
/// <param name="Result">How it went.</param>
/// <param name="Detail">Why, or what came; may be empty.</param>
internal sealed record Check(string Name, CheckResult Result, string Detail = "")
{
    internal static Check Passed(string name, string detail = "") => new(name, CheckResult.Passed, detail);

    internal static Check Failed(string name, string detail) => new(name, CheckResult.Failed, detail);

    internal static Check Skipped(string name, string detail) => new(name, CheckResult.Skipped, detail);
}

/// <summary>How a <see cref="Check"/> went.</summary>
internal enum CheckResult
{
    /// <summary>As it should.</summary>
    Passed,

    /// <summary>Not as it should.</summary>
    Failed,

    /// <summary>Not tried; the detail says why.</summary>
    Skipped,
}
