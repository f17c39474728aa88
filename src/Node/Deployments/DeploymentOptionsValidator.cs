using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Node.Deployments;

/// <summary>Checks <see cref="DeploymentOptions"/> at start; every message names the key, the value and what is allowed.</summary>
internal sealed class DeploymentOptionsValidator : IValidateOptions<DeploymentOptions>
{
    public ValidateOptionsResult Validate(string? name, DeploymentOptions options)
    {
        var errors = new List<string>();
        if (options.Templates.Length > 0 && !Directory.Exists(options.Templates))
            errors.Add($"{DeploymentOptions.Section}:{nameof(options.Templates)} is '{options.Templates}', which is no folder; make it, or leave the setting empty");
        if (options.ReservableCores is < 0 or > 4_096)
            errors.Add($"{DeploymentOptions.Section}:{nameof(options.ReservableCores)} is {options.ReservableCores}, but must be from 0 to 4,096");
        if (options.ReservableMemory.Length > 0 && !Quantity.TryBytes(options.ReservableMemory, out _))
            errors.Add($"{DeploymentOptions.Section}:{nameof(options.ReservableMemory)} is '{options.ReservableMemory}', but must be an amount such as 64G, or empty");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
