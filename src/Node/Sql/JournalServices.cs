using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Journal.Feed;
using ModelCluster.Api.Http.Events;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Telemetry;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Sql;

/// <summary>Registers the journal.</summary>
public static class JournalServices
{
    /// <summary>
    /// Adds <see cref="IJournal"/> and the feed of its events, as section <c>Journal</c> says. Nothing is opened before the
    /// first use; a connection string that cannot be read stops the start.
    /// </summary>
    public static IServiceCollection AddJournal(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<JournalOptions>, JournalOptionsValidator>();
        services.AddOptionsWithValidateOnStart<JournalOptions>().Bind(configuration.GetSection(JournalOptions.Section));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SqlJournal(JournalConnection.Parse(
            provider.GetRequiredService<IOptions<JournalOptions>>().Value.Connection,
            provider.GetRequiredService<IOptions<RepositoryOptions>>().Value.DataFolder)));
        services.AddSingleton(provider => new ObservedJournal(provider.GetRequiredService<SqlJournal>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<ObservedJournal>());
        services.AddSingleton<IMetricSource>(provider => provider.GetRequiredService<ObservedJournal>());
        services.AddSingleton<IEventFeed>(provider => new EventFeed(
            provider.GetRequiredService<ObservedJournal>(),
            provider.GetRequiredService<TimeProvider>(),
            TimeSpan.FromMilliseconds(provider.GetRequiredService<IOptions<EventStreamOptions>>().Value.PollMilliseconds)));
        return services;
    }
}
