using Microsoft.Extensions.Options;

namespace ModelCluster.Api.Http.Security;

/// <summary>Checks <see cref="ApiKeyOptions"/> at start. No message holds a key.</summary>
internal sealed class ApiKeyOptionsValidator : IValidateOptions<ApiKeyOptions>
{
    private const int MaxNameLength = 64;

    public ValidateOptionsResult Validate(string? name, ApiKeyOptions options)
    {
        var errors = options.ApiKeys.Select(key => WrongKey(key.Key, key.Value))
            .Concat(options.Roles.Select(roles => WrongRoles(roles.Key, roles.Value, options)))
            .OfType<string>()
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static string? WrongKey(string name, string? key)
    {
        var setting = $"{ApiKeyOptions.Section}:ApiKeys:{name}";
        if (!IsName(name))
            return $"{setting}: the name of an API key has 1 to {MaxNameLength} letters, digits, '-', '_' and '.'";
        if (string.IsNullOrWhiteSpace(key))
            return $"{setting} is empty; it must be the key, or sha256: and the 64 hexadecimal digits of its SHA-256";
        if (key.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
            return $"{setting} has blanks or control characters in it, which no header can carry";
        return ApiKey.TryParse(name, key, CallerRoles.None) is null
            ? $"{setting} begins with sha256: but is not followed by 64 hexadecimal digits"
            : null;
    }

    private static string? WrongRoles(string name, string? roles, ApiKeyOptions options)
    {
        var setting = $"{ApiKeyOptions.Section}:Roles:{name}";
        if (!options.ApiKeys.Keys.Contains(name, StringComparer.OrdinalIgnoreCase))
            return $"{setting}: there is no API key of that name";
        return ApiKey.TryParseRoles(roles) is null ? $"{setting} is '{roles}'; infer, operate or infer,operate is allowed" : null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
}
