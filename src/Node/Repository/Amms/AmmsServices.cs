using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Admin;
using ModelCluster.Node.Repository.Amms.Remote;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>Registers the models of <c>servables.json</c>.</summary>
public static class AmmsServices
{
    /// <summary>
    /// Adds the source of the models that <c>servables.json</c> names, if section <c>Amms</c> names such a file, and
    /// <see cref="IServablesAdmin"/>. Needs <see cref="RepositoryServices.AddModelRepository"/>, the journal and the actor system.
    /// </summary>
    public static IServiceCollection AddServables(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(AmmsOptions.Section);
        services.AddSingleton<IValidateOptions<AmmsOptions>, AmmsOptionsValidator>();
        services.AddOptionsWithValidateOnStart<AmmsOptions>().Bind(section);
        if (string.IsNullOrEmpty(section[nameof(AmmsOptions.File)]))
            return services.AddSingleton<IServablesAdmin, NoServables>();
        services.AddSingleton<IServablesHistory, ServablesHistory>();
        services.AddSingleton(provider => new ServablesFile(
            provider.GetRequiredService<IOptions<AmmsOptions>>().Value.File, Repository(provider).SettleTime, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RemoteFolders(
            Repository(provider).DataFolder,
            provider.GetRequiredService<IOptions<AmmsOptions>>().Value,
            Repository(provider).ScanInterval,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RemoteFolders>>()));
        services.AddSingleton(provider => new AmmsModelSource(
            provider.GetRequiredService<ServablesFile>(),
            Repository(provider),
            provider.GetRequiredService<RemoteFolders>(),
            provider.GetRequiredService<IServablesHistory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AmmsModelSource>>()));
        services.AddSingleton<IServablesAdmin, ServablesAdmin>();
        services.AddSingleton(provider => new ModelSourcePart("the entries of servables.json", provider.GetRequiredService<AmmsModelSource>()));
        return services;
    }

    private static RepositoryOptions Repository(IServiceProvider provider) => provider.GetRequiredService<IOptions<RepositoryOptions>>().Value;
}
