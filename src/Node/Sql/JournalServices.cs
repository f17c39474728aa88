using Microsoft.Extensions.Options;
using ModelCluster.Actors.Journal;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Sql;

/// <summary>Registers the journal.</summary>
public static class JournalServices
{
    /// <summary>
    /// Adds <see cref="IJournal"/> as section <c>Journal</c> says. Nothing is opened before the first use; a connection string
    /// that cannot be read stops the start.
    /// </summary>
    public static IServiceCollection AddJournal(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<JournalOptions>, JournalOptionsValidator>();
        services.AddOptionsWithValidateOnStart<JournalOptions>().Bind(configuration.GetSection(JournalOptions.Section));
        services.AddSingleton<IJournal>(provider => new SqlJournal(JournalConnection.Parse(
            provider.GetRequiredService<IOptions<JournalOptions>>().Value.Connection,
            provider.GetRequiredService<IOptions<RepositoryOptions>>().Value.DataFolder)));
        return services;
    }
}
