using System.Text.Json.Nodes;

namespace ModelCluster.Pbm.Terminal;

/// <summary>Prints the checks of a test command.</summary>
internal static class CheckReport
{
    /// <summary>All of them, then a line that counts; nothing checked is a failure.</summary>
    internal static ExitCode Print(Printer printer, IReadOnlyList<Check> checks)
    {
        var failed = checks.Count(check => check.Result == CheckResult.Failed);
        var passed = checks.Count(check => check.Result == CheckResult.Passed);
        if (printer.IsJson)
        {
            printer.Json(new JsonObject
            {
                ["passed"] = passed,
                ["failed"] = failed,
                ["checks"] = new JsonArray([.. checks.Select(JsonOf)]),
            });
        }
        else
        {
            printer.Table(["result", "check", "detail"], [.. checks.Select(check => new[] { check.Result.ToString().ToLowerInvariant(), check.Name, check.Detail })]);
            printer.Line($"{passed} passed, {failed} failed");
        }

        return failed == 0 && passed > 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static JsonObject JsonOf(Check check) => new()
    {
        ["name"] = check.Name,
        ["result"] = check.Result.ToString().ToLowerInvariant(),
        ["detail"] = check.Detail,
    };
}
