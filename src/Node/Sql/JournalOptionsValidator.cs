using Microsoft.Extensions.Options;

namespace ModelCluster.Node.Sql;

/// <summary>Checks <see cref="JournalOptions"/> at start without connecting; costs nothing where nothing is set.</summary>
internal sealed class JournalOptionsValidator : IValidateOptions<JournalOptions>
{
    public ValidateOptionsResult Validate(string? name, JournalOptions options)
    {
        if (options.Connection.Length == 0) return ValidateOptionsResult.Success;
        try
        {
            _ = JournalConnection.Parse(options.Connection, dataFolder: ".");
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
