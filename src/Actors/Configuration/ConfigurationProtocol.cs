using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Configuration;

/// <summary>What the keeper of a node's configuration understands.</summary>
public interface IConfigurationMessage;

/// <summary>The messages of the keeper of a node's configuration.</summary>
public static class ConfigurationProtocol
{
    /// <summary>Write that a configuration was accepted; nothing is written when it is the one that counts already.</summary>
    /// <param name="Json">All of it.</param>
    /// <param name="Changes">What is different from the one before, a line each.</param>
    /// <param name="Cause">Who or what brought it.</param>
    /// <param name="ReplyTo">Gets an empty text once it is durable, else why it could not be written.</param>
    public sealed record Accept(string Json, IReadOnlyList<string> Changes, Cause Cause, ReplyTo<string> ReplyTo) : IConfigurationMessage;

    /// <summary>Write that a configuration was rejected; nothing is written when the last one was rejected for the same reason.</summary>
    /// <param name="Reason">What is wrong with it.</param>
    /// <param name="Cause">Who or what brought it.</param>
    /// <param name="ReplyTo">Gets an empty text once it is durable, else why it could not be written.</param>
    public sealed record Reject(string Reason, Cause Cause, ReplyTo<string> ReplyTo) : IConfigurationMessage;

    /// <summary>Ask for what counts.</summary>
    public sealed record Find(ReplyTo<ConfigurationState> ReplyTo) : IConfigurationMessage;
}
