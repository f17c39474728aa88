using Microsoft.Extensions.Options;

namespace ModelCluster.Node.Serving;

/// <summary>Checks <see cref="ServingOptions"/> at start; every message names the key, the value and what is allowed.</summary>
internal sealed class ServingOptionsValidator : IValidateOptions<ServingOptions>
{
    public ValidateOptionsResult Validate(string? name, ServingOptions options)
    {
        var errors = new List<string>();
        CheckRange(nameof(options.LoadingThreads), options.LoadingThreads, 64);
        CheckRange(nameof(options.ExecutorThreads), options.ExecutorThreads, 1_024);
        CheckRange(nameof(options.ShutdownSeconds), options.ShutdownSeconds, 3_600);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void CheckRange(string key, int value, int max)
        {
            if (value < 1 || value > max)
                errors.Add($"{ServingOptions.Section}:{key} is {value}, but must be from 1 to {max:N0}");
        }
    }
}
