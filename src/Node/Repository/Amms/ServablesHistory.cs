using ModelCluster.Actors.Configuration;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.History;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>Keeps what happened to <c>servables.json</c> in the journal, by an actor of its own. Thread-safe.</summary>
internal sealed class ServablesHistory(ActorSystem system, IJournal journal) : IServablesHistory
{
    /// <summary>The name of the history in the journal.</summary>
    public const string PersistenceId = "configuration/servables";

    /// <summary>How long a start waits for the journal; without it, a broken file has nothing to fall back to.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(10);

    private readonly ActorRef<IConfigurationMessage> _keeper = system.Spawn(
        ConfigurationKeeper.Props(PersistenceId, new EventSourcing<ConfigurationState, IConfigurationEvent>(journal, ConfigurationEvents.Codec, ConfigurationState.Codec)),
        "servables-history");

    public async Task<string?> LastAcceptedAsync(CancellationToken cancellation)
    {
        try
        {
            var state = await _keeper.AskAsync<ConfigurationState>(replyTo => new ConfigurationProtocol.Find(replyTo), StartPatience, cancellation);
            return state.Json;
        }
        catch (Exception e) when (e is TimeoutException or AskFailedException)
        {
            return null;
        }
    }

    public Task<string> AcceptedAsync(string json, IReadOnlyList<string> changes, Cause cause) =>
        WriteAsync(replyTo => new ConfigurationProtocol.Accept(json, changes, cause, replyTo));

    public Task<string> RejectedAsync(string reason, Cause cause) =>
        WriteAsync(replyTo => new ConfigurationProtocol.Reject(reason, cause, replyTo));

    private async Task<string> WriteAsync(Func<ReplyTo<string>, IConfigurationMessage> message)
    {
        try
        {
            return await _keeper.AskAsync(message, WritePatience);
        }
        catch (TimeoutException)
        {
            return $"the journal did not answer within {WritePatience.TotalSeconds} s; the log says why";
        }
        catch (AskFailedException failure)
        {
            return failure.Message;
        }
    }
}
