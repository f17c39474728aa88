using Microsoft.Extensions.Options;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>Checks <see cref="AmmsOptions"/> at start; every message names the key, the value and what is allowed.</summary>
internal sealed class AmmsOptionsValidator : IValidateOptions<AmmsOptions>
{
    private const long MostBytes = 1L << 40;

    public ValidateOptionsResult Validate(string? name, AmmsOptions options)
    {
        var errors = new List<string>();
        if (options.MaxDownloadBytes is < 1 or > MostBytes)
            errors.Add($"Amms:MaxDownloadBytes is {options.MaxDownloadBytes}, but must be from 1 to {MostBytes:N0} bytes");
        if (options.S3Endpoint.Length > 0 && LoadUrl.Problem(LoadType.Http, options.S3Endpoint) is not null)
            errors.Add($"Amms:S3Endpoint is '{options.S3Endpoint}', but must be empty or an address such as http://127.0.0.1:9000");
        if (string.IsNullOrWhiteSpace(options.S3Region))
            errors.Add("Amms:S3Region is empty; a region such as us-east-1 is needed");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
