using System.Runtime.CompilerServices;
using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>
/// Measures what the servables of this node have to do, from the counters that they keep anyway: nothing is done between two
/// questions. Rates and latencies are those since an earlier question, at best a second ago; the first one after a while finds none
/// and has none. Thread-safe.
/// </summary>
/// <param name="node">This node.</param>
/// <param name="servables">The servables of this node that take requests now.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadMeter(NodeId node, Func<IEnumerable<Servable>> servables, TimeProvider time)
{
    /// <summary>The window that is aimed at; the shortest one that says anything; the oldest counters that a window may begin with.</summary>
    internal static readonly TimeSpan GoodWindow = TimeSpan.FromSeconds(1), ShortestWindow = TimeSpan.FromMilliseconds(200), LongestWindow = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<Moment> _past = new();

    // tells a servable from its successors without keeping its model in memory
    private readonly ConditionalWeakTable<Servable, object> _keys = [];

    /// <summary>The load as of now.</summary>
    internal NodeLoad Read()
    {
        lock (_lock)
        {
            var all = servables().Select(servable => new Reading(servable, servable.Statistics, _keys.GetOrCreateValue(servable))).ToList();
            var now = new Moment(time.GetTimestamp(), Environment.CpuUsage.TotalTime, all.ToDictionary(one => one.Key, one => one.Counts));
            var before = Before(now);
            Keep(now);
            var window = before is null ? TimeSpan.Zero : Between(before, now);
            return new NodeLoad(
                node,
                time.GetUtcNow(),
                window,
                [
                    .. all.GroupBy(one => one.Servable.Model.Id)
                        .OrderBy(version => version.Key.Model.Value, StringComparer.Ordinal).ThenByDescending(version => version.Key.Version)
                        .Select(version => LoadOf(version.Key, [.. version], before, window)),
                ])
            {
                CpuCores = before is null ? null : (now.Cpu - before.Cpu) / window,
                ProcessBytes = Environment.WorkingSet,
            };
        }
    }

    private static ServableLoad LoadOf(ServableId id, IReadOnlyList<Reading> replicas, Moment? before, TimeSpan window)
    {
        var load = new ServableLoad(id.Model, id.Version, replicas.Count)
        {
            QueueDepth = replicas.Sum(one => one.Statistics.QueueDepth),
            OldestWaiting = replicas.Max(one => one.Statistics.OldestWaiting),
            Outstanding = replicas.Sum(one => one.Servable.Outstanding),
            LearnedBatchSize = replicas[0].Servable.Model.IsBatched ? replicas.Max(one => one.Servable.LearnedBatchSize) : null,
            MemoryBytes = replicas.Sum(one => one.Statistics.MemoryBytes),
        };
        if (before is null)
            return load;
        var counted = ServableCounts.Sum(replicas.Select(one => one.Counts.Since(before.Of(one.Key))));
        return load with
        {
            RequestsPerSecond = (counted.Successes + counted.Failures) / window.TotalSeconds,
            FailuresPerSecond = counted.Failures / window.TotalSeconds,
            P50 = LatencyQuantile.Of(counted.Answered, 0.5),
            P99 = LatencyQuantile.Of(counted.Answered, 0.99),
            AverageBatchSize = counted.Runs == 0 ? null : (double)counted.Rows / counted.Runs,
        };
    }

    /// <summary>The newest moment that lies a good window back; else the oldest that is not too near; null: there is none.</summary>
    private Moment? Before(Moment now)
    {
        while (_past.TryPeek(out var oldest) && Between(oldest, now) > LongestWindow)
            _past.Dequeue();
        return _past.LastOrDefault(moment => Between(moment, now) >= GoodWindow)
            ?? _past.FirstOrDefault(moment => Between(moment, now) >= ShortestWindow);
    }

    /// <summary>Many questions in a short time are no reason to keep many moments.</summary>
    private void Keep(Moment now)
    {
        if (_past.Count == 0 || Between(_past.Last(), now) >= ShortestWindow)
            _past.Enqueue(now);
        while (_past.Count > 1 && Between(_past.ElementAt(1), now) >= GoodWindow)
            _past.Dequeue();
    }

    private TimeSpan Between(Moment earlier, Moment later) => time.GetElapsedTime(earlier.Timestamp, later.Timestamp);

    /// <summary>A servable as it is now.</summary>
    private sealed record Reading(Servable Servable, ServableStatistics Statistics, object Key)
    {
        internal ServableCounts Counts { get; } = ServableCounts.Of(Statistics);
    }

    /// <summary>What all had counted at one moment.</summary>
    /// <param name="Timestamp">When.</param>
    /// <param name="Cpu">Processor time that the process had used.</param>
    /// <param name="Counts">By servable.</param>
    private sealed record Moment(long Timestamp, TimeSpan Cpu, IReadOnlyDictionary<object, ServableCounts> Counts)
    {
        internal ServableCounts? Of(object key) => Counts.GetValueOrDefault(key);
    }
}
