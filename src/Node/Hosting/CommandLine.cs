using ModelCluster.Node.Repository.Amms;

namespace ModelCluster.Node.Hosting;

/// <summary>
/// <c>modelcluster [--check-servables FILE] [--healthcheck] [--help] [--version] [--config FILE] [--switch VALUE | --Section:Key=VALUE]…</c>
/// </summary>
/// <param name="ConfigFile">The settings file, or null.</param>
/// <param name="Values">Settings by key.</param>
internal sealed record CommandLine(string? ConfigFile, IReadOnlyDictionary<string, string?> Values)
{
    /// <summary>Answers what needs no node, and what is wrong; null: start the node.</summary>
    internal static int? Answers(string[] args, TextWriter output, TextWriter error)
    {
        if (args.Any(arg => arg is "--help" or "-h" or "help"))
        {
            Help.Write(output);
            return 0;
        }

        if (args is ["--version"])
        {
            output.WriteLine($"modelcluster {typeof(CommandLine).Assembly.GetName().Version!.ToString(3)}");
            return 0;
        }

        try
        {
            if (args is ["--check-servables", var file, ..])
                return ServablesCheck.Run(file, Parse(args[2..]).Values.GetValueOrDefault("Amms:File"), output, error);
            if (args is ["--healthcheck", ..])
                return HealthCheck.Run(args[1..], output);
            Parse(args);
            return null;
        }
        catch (SettingsException wrong)
        {
            error.WriteLine($"modelcluster: {wrong.Message}");
            return 2;
        }
    }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="SettingsException">One of them is none of ours.</exception>
    internal static CommandLine Parse(string[] args)
    {
        string? file = null;
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = Split(args[i]);
            value ??= i + 1 < args.Length ? args[++i] : throw new SettingsException($"{name} needs a value");
            if (name == "--config")
                file = value;
            else
                values[KeyOf(name)] = value;
        }

        return new CommandLine(file, values);
    }

    private static (string Name, string? Value) Split(string arg)
    {
        if (!arg.StartsWith("--", StringComparison.Ordinal))
            throw new SettingsException($"'{arg}' is not expected here. `modelcluster --help` shows what is.");
        var equals = arg.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (arg, null) : (arg[..equals], arg[(equals + 1)..]);
    }

    private static string KeyOf(string name)
    {
        var key = name[2..];
        var setting = Settings.All.FirstOrDefault(setting => setting.Switch == name)
            ?? Settings.All.FirstOrDefault(setting => key.Contains(':', StringComparison.Ordinal) && setting.Covers(key));
        if (setting is null)
            throw new SettingsException($"no such setting: {name}. `modelcluster --help` lists them all.");
        return setting.Switch == name ? setting.Key : key;
    }
}
