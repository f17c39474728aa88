using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Models.History;

/// <summary>What a model's history understands.</summary>
public interface IHistoryMessage;

/// <summary>The messages of a model's history.</summary>
public static class HistoryProtocol
{
    /// <summary>Write that something happened.</summary>
    /// <param name="Happened">What.</param>
    /// <param name="Cause">Who or what brought it about.</param>
    /// <param name="Written">Called in the history's turn once it is durable.</param>
    /// <param name="Refused">Called instead when it could not be written, with the reason.</param>
    public sealed record Record(IModelEvent Happened, Cause Cause, Action? Written = null, Action<string>? Refused = null) : IHistoryMessage;
}
