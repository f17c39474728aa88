using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Traffic;

/// <summary>
/// A candidate version under its plan's limits, from the moment the plan counted. Request threads count, the
/// <see cref="TrafficMonitor"/> judges. Thread-safe.
/// </summary>
/// <param name="plan">With limits.</param>
/// <param name="before">The plan that counted before; null where that is not known, as after a restart.</param>
/// <param name="time">The clock, from now on.</param>
internal sealed class CandidateWatch(TrafficPlan plan, TrafficPlan? before, TimeProvider time)
{
    private readonly DateTimeOffset _since = time.GetUtcNow();
    private readonly long _began = time.GetTimestamp();
    private readonly LatencyHistogram _latency = new();
    private long _requests;
    private long _failures;
    private Standing _standing = new(CandidateState.Watching, "");

    internal TrafficPlan Plan => plan;

    internal TrafficPlan? Before => before;

    internal TrafficLimits Limits => plan.Limits!;

    /// <summary>How long it has been watched, whatever was done to the wall clock meanwhile.</summary>
    internal TimeSpan Age => time.GetElapsedTime(_began);

    /// <summary>How it stands. Written by the monitor alone.</summary>
    internal CandidateState State => Volatile.Read(ref _standing).State;

    /// <summary>What was counted, and how it stands.</summary>
    internal CandidateReport Report
    {
        get
        {
            var standing = Volatile.Read(ref _standing);
            return new CandidateReport(
                Limits, standing.State, standing.Note, _since, Volatile.Read(ref _requests), Volatile.Read(ref _failures), _latency.Quantile(0.99));
        }
    }

    /// <summary>
    /// Counts an answer of the candidate. What the caller took back says nothing of it, and a request that was refused before it
    /// ran only where the candidate asks for something else than the others do.
    /// </summary>
    /// <param name="error">Null for outputs.</param>
    /// <param name="took">From the request to the answer.</param>
    /// <param name="countsRefusals">True if a client cannot know how to ask the candidate.</param>
    internal void Count(InferenceError? error, TimeSpan took, bool countsRefusals)
    {
        switch (error)
        {
            case null:
                _latency.Add(took);
                break;
            case { RetryElsewhere: not RetryElsewhere.No }: // the link's fault; another try is on its way
                return;
            case { Status: InferenceStatus.DeadlineExceeded }: // nobody knows how long it would have taken, but at least so long
                _latency.Add(took);
                Interlocked.Increment(ref _failures);
                break;
            case { IsFromRun: true }
                or { Status: InferenceStatus.Internal or InferenceStatus.Overloaded or InferenceStatus.Unavailable }:
            case { Status: InferenceStatus.InvalidArgument } when countsRefusals:
                Interlocked.Increment(ref _failures);
                break;
            default:
                return;
        }

        Interlocked.Increment(ref _requests);
    }

    internal void Become(CandidateState state, string note) => Volatile.Write(ref _standing, new Standing(state, note));

    private sealed record Standing(CandidateState State, string Note);
}
