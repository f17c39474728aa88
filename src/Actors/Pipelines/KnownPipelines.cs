using System.Collections.Concurrent;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Pipelines;

/// <summary>Every pipeline that is wanted, so that one which is, over others, a step of itself can be told. Thread-safe.</summary>
internal sealed class KnownPipelines
{
    private readonly ConcurrentDictionary<ServableId, PipelineDefinition> _known = new();

    /// <summary>Knows a pipeline until <paramref name="ended"/> ends, or another takes its place.</summary>
    internal async Task AddUntilAsync(ServableId id, PipelineDefinition definition, Task ended)
    {
        _known[id] = definition;
        await Task.WhenAny(ended);
        _known.TryRemove(KeyValuePair.Create(id, definition));
    }

    /// <summary>The models of a cycle that leads from a pipeline back to it, it at both ends; null if there is none.</summary>
    internal IReadOnlyList<ModelName>? Cycle(ServableId id, PipelineDefinition definition)
    {
        var seen = new HashSet<ServableId>();
        var path = new List<ModelName> { id.Model };
        return Leads(definition) ? path : null;

        bool Leads(PipelineDefinition from)
        {
            foreach (var step in from.Steps)
            {
                path.Add(step.Model);
                if (Fits(step, id) || _known.Any(other => Fits(step, other.Key) && seen.Add(other.Key) && Leads(other.Value)))
                    return true;
                path.RemoveAt(path.Count - 1);
            }

            return false;
        }
    }

    /// <summary>True if the step may run this version; where a label points may change at any time.</summary>
    private static bool Fits(PipelineStep step, ServableId id) =>
        step.Model == id.Model && (step.Version.Label is not null || step.Version.Accepts(id.Version));
}
