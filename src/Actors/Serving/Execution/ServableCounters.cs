using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Serving.Execution;

/// <summary>
/// What one slot has done, in ticks. Written by the thread that runs the slot, read by anyone: one lock, never contended
/// by another slot.
/// </summary>
internal sealed class ServableCounters(ServingClock clock)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, BatchTicks> _batches = [];
    private readonly DurationCounts?[] _outcomes = new DurationCounts?[Enum.GetValues<InferenceStatus>().Length];
    private readonly DurationCounts _runDurations = new();
    private long _rows;
    private long _runs;
    private long _lastAt;
    private Sum _success;
    private Sum _fail;
    private Sum _queue;
    private Sum _input;
    private Sum _infer;
    private Sum _output;

    /// <summary>One batch, which took one run of the session, or several where it was larger than the largest batch.</summary>
    internal void AddRun(long rows, int runs, int requests, in RunTicks ticks)
    {
        lock (_lock)
        {
            _runs += runs;
            _runDurations.Add(clock.Bucket(ticks.Infer), ticks.Infer);
            if (!_batches.TryGetValue(rows, out var batch))
                _batches[rows] = batch = new BatchTicks();
            batch.Add(ticks);
            _input.Add(requests, ticks.Input * requests);
            _infer.Add(requests, ticks.Infer * requests);
            _output.Add(requests, ticks.Output * requests);
        }
    }

    /// <summary>One request answered with outputs.</summary>
    internal void AddSuccess(long rows, long queueTicks, long totalTicks, long unixMilliseconds)
    {
        lock (_lock)
        {
            _rows += rows;
            _lastAt = unixMilliseconds;
            _queue.Add(1, queueTicks);
            _success.Add(1, totalTicks);
            AddOutcome(InferenceStatus.Ok, totalTicks);
        }
    }

    /// <summary>One request answered with an error.</summary>
    internal void AddFailure(InferenceStatus status, long totalTicks)
    {
        lock (_lock)
        {
            _fail.Add(1, totalTicks);
            AddOutcome(status, totalTicks);
        }
    }

    /// <summary>One request that was wrong: no failure of the servable.</summary>
    internal void AddWrong()
    {
        lock (_lock)
            AddOutcome(InferenceStatus.InvalidArgument, 0);
    }

    /// <summary>The sum of several slots' counters.</summary>
    internal static ServableStatistics Total(IEnumerable<ServableCounters> slots, ServingClock clock)
    {
        var all = new ServableCounters(clock);
        foreach (var slot in slots)
            all.Add(slot);
        return new ServableStatistics
        {
            LastInference = all._lastAt == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(all._lastAt),
            InferenceCount = all._rows,
            ExecutionCount = all._runs,
            Success = all._success.ToStatistic(clock),
            Fail = all._fail.ToStatistic(clock),
            Queue = all._queue.ToStatistic(clock),
            ComputeInput = all._input.ToStatistic(clock),
            ComputeInfer = all._infer.ToStatistic(clock),
            ComputeOutput = all._output.ToStatistic(clock),
            Batches = [.. all._batches.Select(pair => pair.Value.ToStatistic(pair.Key, clock))],
            Outcomes = [.. all.Outcomes()],
            RunDurations = all._runs == 0 ? null : all._runDurations.ToHistogram(clock),
        };
    }

    private IEnumerable<OutcomeStatistic> Outcomes()
    {
        for (var status = 0; status < _outcomes.Length; status++)
        {
            if (_outcomes[status] is { } counts)
                yield return new OutcomeStatistic((InferenceStatus)status, counts.ToHistogram(clock));
        }
    }

    private void AddOutcome(InferenceStatus status, long ticks) =>
        (_outcomes[(int)status] ??= new DurationCounts()).Add(clock.Bucket(ticks), ticks);

    private void Add(ServableCounters other)
    {
        lock (other._lock)
        {
            _runDurations.Add(other._runDurations);
            for (var status = 0; status < _outcomes.Length; status++)
            {
                if (other._outcomes[status] is { } counts)
                    (_outcomes[status] ??= new DurationCounts()).Add(counts);
            }

            _rows += other._rows;
            _runs += other._runs;
            _lastAt = Math.Max(_lastAt, other._lastAt);
            _success.Add(other._success);
            _fail.Add(other._fail);
            _queue.Add(other._queue);
            _input.Add(other._input);
            _infer.Add(other._infer);
            _output.Add(other._output);
            foreach (var (rows, batch) in other._batches)
            {
                if (!_batches.TryGetValue(rows, out var mine))
                    _batches[rows] = mine = new BatchTicks();
                mine.Add(batch);
            }
        }
    }

    private struct Sum
    {
        private long _count;
        private long _ticks;

        internal void Add(long count, long ticks)
        {
            _count += count;
            _ticks += ticks;
        }

        internal void Add(in Sum other) => Add(other._count, other._ticks);

        internal readonly DurationStatistic ToStatistic(ServingClock clock) => new(_count, clock.Nanoseconds(_ticks));
    }

    private sealed class BatchTicks
    {
        private Sum _input;
        private Sum _infer;
        private Sum _output;

        internal void Add(in RunTicks ticks)
        {
            _input.Add(1, ticks.Input);
            _infer.Add(1, ticks.Infer);
            _output.Add(1, ticks.Output);
        }

        internal void Add(BatchTicks other)
        {
            _input.Add(other._input);
            _infer.Add(other._infer);
            _output.Add(other._output);
        }

        internal BatchStatistic ToStatistic(long rows, ServingClock clock) =>
            new(rows, _input.ToStatistic(clock), _infer.ToStatistic(clock), _output.ToStatistic(clock));
    }
}
