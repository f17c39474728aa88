using Microsoft.Extensions.Options;
using ModelCluster.Node.Repository.Amms;

namespace ModelCluster.Node.Repository;

/// <summary>Checks <see cref="RepositoryOptions"/> at start; every message names the key, the value and what is allowed.</summary>
internal sealed class RepositoryOptionsValidator(IOptions<AmmsOptions> amms) : IValidateOptions<RepositoryOptions>
{
    public ValidateOptionsResult Validate(string? name, RepositoryOptions options)
    {
        var errors = new List<string>();
        if ((options.Folders.Count == 0 && !amms.Value.IsOn) || options.Folders.Any(string.IsNullOrWhiteSpace))
            errors.Add("Repository:Folders is empty or holds an empty text; at least one folder is needed, such as models/repository, or a servables.json");
        if (string.IsNullOrWhiteSpace(options.DataFolder))
            errors.Add("Repository:DataFolder is empty; a folder is needed to keep uploaded models in, such as data");
        CheckRange(nameof(options.ScanIntervalMilliseconds), options.ScanIntervalMilliseconds, 100, 3_600_000);
        CheckRange(nameof(options.SettleMilliseconds), options.SettleMilliseconds, 0, 60_000);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void CheckRange(string key, int value, int min, int max)
        {
            if (value < min || value > max)
                errors.Add($"{RepositoryOptions.Section}:{key} is {value}, but must be from {min:N0} to {max:N0} milliseconds");
        }
    }
}
