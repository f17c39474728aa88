using System.Runtime.CompilerServices;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Traffic;

/// <summary>
/// Looks on at requests of a model that has a candidate under watch or a mirror. Made with the routes; where there is nothing
/// to see there is none, and a request pays a null check. Immutable.
/// </summary>
internal sealed class TrafficObserver
{
    private readonly CandidateWatch? _watch;
    private readonly MirrorTap? _mirror;
    private readonly VersionRoute? _shadow;
    private readonly bool _countsRefusals;

    private TrafficObserver(CandidateWatch? watch, MirrorTap? mirror, IReadOnlyList<VersionRoute> versions)
    {
        (_watch, _mirror) = (watch, mirror);
        _shadow = versions.FirstOrDefault(route => route.Version == mirror?.Mirror.Version);
        _countsRefusals = watch is not null && AsksForSomethingElse(watch, versions);
    }

    /// <summary>One that sees what there is to see; null if that is nothing.</summary>
    /// <param name="measures">What to measure.</param>
    /// <param name="versions">Those that are available.</param>
    internal static TrafficObserver? Of(TrafficMeasures measures, IReadOnlyList<VersionRoute> versions)
    {
        var watch = measures.Watch is { State: CandidateState.Watching } running ? running : null;
        return watch is null && measures.Mirror is null ? null : new TrafficObserver(watch, measures.Mirror, versions);
    }

    /// <summary>Begins to look on at a request that this servable is about to get; null if it is none to look at.</summary>
    internal Observation? Begin(InferenceRequest request, IReplica servable, ServingClock clock)
    {
        var version = servable.Model.Id.Version;
        var watch = _watch is not null && _watch.Limits.Candidate == version && _watch.State == CandidateState.Watching ? _watch : null;
        var copy = _mirror is not null && _mirror.Mirror.Version != version ? Copy(_mirror, request, clock) : null;
        return watch is null && copy is null ? null : new Observation(watch, _countsRefusals, copy, clock, clock.Now);
    }

    /// <summary>Only requests that the plan shares out have a copy.</summary>
    private MirroredRequest? Copy(MirrorTap tap, InferenceRequest request, ServingClock clock)
    {
        if (request.Version is not { Range: null, Label: null } || !tap.IsDrawn())
            return null;
        if (_shadow is not null)
            return MirroredRequest.TryMake(tap, _shadow.Pick(), clock, request);
        tap.CountUnavailable();
        return null;
    }

    /// <summary>
    /// True if the inputs of the candidate are not those of another version with a share: a request cannot fit both then.
    /// </summary>
    private static bool AsksForSomethingElse(CandidateWatch watch, IReadOnlyList<VersionRoute> versions)
    {
        var shares = watch.Plan.Shares.Where(share => share.Weight > 0).Select(share => share.Version).ToHashSet();
        var candidate = versions.FirstOrDefault(route => route.Version == watch.Limits.Candidate);
        return candidate is not null
            && versions.Any(route => shares.Contains(route.Version) && !Inputs(route).SetEquals(Inputs(candidate)));
    }

    private static HashSet<(string Name, TensorType Type, TensorShape Shape)> Inputs(VersionRoute route) =>
        [.. route.Any.Model.Signature.Inputs.Select(input => (input.Name, input.Type, input.Shape))];

    /// <summary>One request that is looked at. Either <see cref="FollowAsync"/> or <see cref="Forget"/> is called.</summary>
    internal sealed class Observation(
        CandidateWatch? watch, bool countsRefusals, MirroredRequest? copy, ServingClock clock, long start)
    {
        /// <summary>The servable did not take the request.</summary>
        internal void Forget() => copy?.Dispose();

        /// <summary>Hands the reply on as it comes, and notes how it went.</summary>
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        internal async ValueTask<InferenceReply> FollowAsync(ValueTask<InferenceReply> pending)
        {
            var reply = await pending; // never throws: a failure is a reply, too
            var took = clock.Duration(clock.Now - start);
            watch?.Count(reply.Error, took, countsRefusals);
            if (reply.Error is null)
                copy?.Run(reply, took);
            else
                copy?.Dispose();
            return reply;
        }
    }
}
