using Microsoft.Extensions.Logging.Console;
using ModelCluster.Node.Telemetry;

namespace ModelCluster.Node.Hosting;

/// <summary>Log lines on standard output: text for people, JSON for collectors.</summary>
internal static class NodeLogging
{
    /// <summary>Adds the log.</summary>
    /// <exception cref="SettingsException">An unknown format or level.</exception>
    internal static WebApplicationBuilder AddNodeLogging(this WebApplicationBuilder builder)
    {
        var format = builder.Configuration["Log:Format"] ?? Settings.DefaultOf("Log:Format");
        var level = builder.Configuration["Log:Level"] ?? Settings.DefaultOf("Log:Level");
        if (!Enum.TryParse<LogLevel>(level, ignoreCase: true, out var minimum) || !Enum.IsDefined(minimum))
            throw new SettingsException($"Log:Level is '{level}'; Trace, Debug, Information, Warning, Error or None is allowed");
        builder.Logging.SetMinimumLevel(minimum)
            .AddFilter("Microsoft", Max(minimum, LogLevel.Warning))
            // while this category is on, every request gets an activity and a log scope, a third of all it allocates
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", minimum <= LogLevel.Debug ? minimum : LogLevel.None);
        switch (format)
        {
            case "text":
                builder.Logging.AddSimpleConsole(console =>
                {
                    console.SingleLine = true;
                    console.TimestampFormat = "HH:mm:ss.fff ";
                    console.UseUtcTimestamp = true;
                    console.ColorBehavior = Console.IsOutputRedirected || HasFile(builder.Configuration) ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
                });
                break;
            case "json":
                builder.Logging.AddJsonConsole(console =>
                {
                    console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                    console.UseUtcTimestamp = true;
                });
                break;
            default:
                throw new SettingsException($"Log:Format is '{format}'; text or json is allowed");
        }

        AddFile(builder, format);

        return builder;
    }

    private static bool HasFile(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["Log:File"]);

    private static void AddFile(WebApplicationBuilder builder, string format)
    {
        var configuration = builder.Configuration;
        var maxBytes = Number(configuration, "Log:MaxFileBytes", 4_096, 1024 * 1024 * 1024);
        var maxFiles = Number(configuration, "Log:MaxFiles", 1, 1_000);
        if (!HasFile(configuration))
            return;
        var formatter = format == "json" ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
        builder.Services.AddSingleton<ILoggerProvider>(provider => new FileLoggerProvider(
            new RollingFile(configuration["Log:File"]!, maxBytes, maxFiles), formatter, provider.GetServices<ConsoleFormatter>()));
    }

    private static int Number(IConfiguration configuration, string key, int min, int max)
    {
        var text = configuration[key] ?? Settings.DefaultOf(key);
        return int.TryParse(text, out var number) && number >= min && number <= max
            ? number
            : throw new SettingsException($"{key} is '{text}'; a whole number from {min:N0} to {max:N0} is allowed");
    }

    private static LogLevel Max(LogLevel left, LogLevel right) => left > right ? left : right;
}
