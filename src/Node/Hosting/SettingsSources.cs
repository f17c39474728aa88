namespace ModelCluster.Node.Hosting;

/// <summary>Reads settings from a file, the environment and the command line; the later wins.</summary>
internal static class SettingsSources
{
    /// <summary>Adds the sources.</summary>
    /// <exception cref="SettingsException">A key or switch that no setting knows, or a file that cannot be read.</exception>
    internal static WebApplicationBuilder AddSettings(this WebApplicationBuilder builder, string[] args)
    {
        var settings = Read(CommandLine.Parse(args));
        var unknown = Settings.Unknown(settings).ToList();
        if (unknown.Count > 0)
            throw new SettingsException($"no such setting: {string.Join(", ", unknown)}. `modelcluster --help` lists them all.");
        builder.Configuration.AddConfiguration(settings);
        if (!settings.GetSection("Repository:Folders").GetChildren().Any() && string.IsNullOrEmpty(settings["Amms:File"]))
            builder.Configuration["Repository:Folders:0"] = Settings.DefaultOf("Repository:Folders:0");
        return builder;
    }

    /// <summary>What was set, unchecked.</summary>
    /// <exception cref="SettingsException">A file that cannot be read.</exception>
    internal static IConfigurationRoot Read(CommandLine line)
    {
        var sources = new ConfigurationBuilder();
        if (line.ConfigFile is { } file)
            sources.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        try
        {
            return sources.AddEnvironmentVariables(Settings.EnvironmentPrefix).AddInMemoryCollection(line.Values).Build();
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            throw new SettingsException($"{line.ConfigFile}: {failure.InnerException?.Message ?? failure.Message}");
        }
    }
}
