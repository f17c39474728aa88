using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ModelCluster.Api.Http.Settings;

/// <summary>
/// Decides for the categories of this server's own code, by a filter rule put behind those of the configuration. It starts
/// from what the configuration says of them.
/// </summary>
internal sealed class LogLevelSwitch : ILogLevelSwitch, IPostConfigureOptions<LoggerFilterOptions>
{
    private const string Category = "ModelCluster";

    private volatile LogLevel _minimum = LogLevel.Information;

    /// <inheritdoc/>
    public LogLevel Minimum
    {
        get => _minimum;
        set => _minimum = value;
    }

    /// <inheritdoc/>
    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        var configured = options.Rules.LastOrDefault(rule => rule is { ProviderName: null, CategoryName: Category, LogLevel: not null })
            ?? options.Rules.LastOrDefault(rule => rule is { ProviderName: null, CategoryName: null, LogLevel: not null });
        _minimum = configured?.LogLevel ?? options.MinLevel;
        options.Rules.Add(new LoggerFilterRule(providerName: null, Category, logLevel: null, (_, _, level) => level >= _minimum));
    }
}
