using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>What is remembered of a model of <c>servables.json</c> from one look to the next.</summary>
internal sealed class ServableMemory
{
    private (ModelOptions Read, IReadOnlyList<VersionRange> Ranges, ModelOptions Given)? _options;

    /// <summary>What was told of it.</summary>
    public ModelMemory Model { get; } = new();

    /// <summary>The settings that count: those read, with the ranges as version policy; the same object for the same settings.</summary>
    public ModelOptions Options(ModelOptions read, IReadOnlyList<VersionRange> ranges)
    {
        if (_options is not { } last || !ReferenceEquals(last.Read, read) || !last.Ranges.SequenceEqual(ranges))
            _options = (read, ranges, read with { VersionPolicy = new VersionPolicy.Ranges(ranges) });
        return _options.Value.Given;
    }
}
