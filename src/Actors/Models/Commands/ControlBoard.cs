using System.Collections.Concurrent;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models.Commands;

/// <summary>What operators decided about each model, written by its supervisor, read without waiting. Thread-safe.</summary>
public sealed class ControlBoard
{
    private readonly ConcurrentDictionary<ModelName, Entry> _entries = new();

    /// <summary>What counts of a model now; null if it is unknown.</summary>
    public ControlSnapshot? Find(ModelName model) => _entries.GetValueOrDefault(model)?.Snapshot;

    /// <summary>What is wanted of a model now, with the settings that count; null if it is unknown.</summary>
    public AspiredModel? Aspired(ModelName model) => _entries.GetValueOrDefault(model)?.Aspired;

    internal void Publish(OperatorIntent intent, ModelView model, AspiredModel aspired, SupervisorHistory history) =>
        _entries[model.Name] = new Entry(intent, model, aspired, history);

    internal void Remove(ModelName model) => _entries.TryRemove(model, out _);

    private sealed record Entry(OperatorIntent Intent, ModelView Model, AspiredModel Aspired, SupervisorHistory History)
    {
        internal ControlSnapshot Snapshot => new(Intent, Model, History.SequenceNr);
    }
}
