using System.Runtime.CompilerServices;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Serving;

/// <summary>
/// Finds the replica for a request and hands it over: one of this node at once, one of another over its link, with another try
/// elsewhere when that fails. Thread-safe.
/// </summary>
/// <param name="routes">Where requests go.</param>
/// <param name="clock">Time.</param>
/// <param name="budget">How many requests may be sent a second time because a link broke; null: any number.</param>
public sealed class InferenceGateway(RouteTable routes, ServingClock clock, RetryBudget? budget = null) : IInferenceGateway
{
    /// <summary>Tries of one request after links that broke: what made three nodes die may be the request itself.</summary>
    private const int MaxLostLinks = 2;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(160);

    /// <inheritdoc/>
    public ValueTask<InferenceReply> InferAsync(InferenceRequest request, CancellationToken cancellation)
    {
        var route = Find(request, except: null);
        while (route.Replica is { IsHere: true } replica)
        {
            if (TrySubmit(route, replica, request, cancellation, out var reply))
            {
                request.Dispose();
                return reply;
            }

            if (ReferenceEquals(routes.Routes(request.Model), route.Routes))
                break; // it is being retired: its successor's routes are about to come
            route = Find(request, except: null);
        }

        if (route.Error is not { } error)
            return PatientlyAsync(route, request, cancellation);
        request.Dispose();
        return new ValueTask<InferenceReply>(InferenceReply.Failed(error));
    }

    /// <summary>Where a request goes now: a replica, an error, or neither where it is to wait for other routes.</summary>
    private Route Find(InferenceRequest request, IReplica? except)
    {
        if (routes.Routes(request.Model) is not { } model)
            return new Route(null, null, Errors.UnknownModel(request.Model));
        if (model.Compiled.Find(request.Version, request.StickyKey, except) is { } replica)
            return new Route(model, replica, null);
        if (model.Activation is not null)
            return new Route(model, null, null);
        model.NoteLoss(request.Version);
        return new Route(model, null, model.WhyNot(request.Version));
    }

    private bool TrySubmit(in Route route, IReplica replica, InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply)
    {
        var observation = route.Routes!.Compiled.Observer?.Begin(request, replica, clock);
        if (!replica.TrySubmit(request, cancellation, out var pending))
        {
            observation?.Forget();
            reply = default;
            return false;
        }

        reply = observation is null ? pending : observation.FollowAsync(pending);
        return true;
    }

    /// <summary>
    /// For requests that cannot be answered here and at once: asks other nodes, asks again where a replica did not take it or its
    /// link broke, and waits for other routes or links where nobody takes it, all until its deadline.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<InferenceReply> PatientlyAsync(Route route, InferenceRequest request, CancellationToken cancellation)
    {
        using var owned = request;
        budget?.OnRequest();
        var deadline = request.Deadline ??= clock.Now + clock.Ticks(DefaultDeadline(route.Routes!));
        var (lostLinks, pause) = (0, FirstPause);
        IReplica? failed = null;
        while (route.Error is null)
        {
            if (route.Replica is { } replica)
            {
                var reply = await TryAsync(route, replica, request, cancellation);
                if (reply is not null && (replica.IsHere || !IsToBeTriedElsewhere(reply.Error, ref lostLinks)))
                    return reply;
                reply?.Dispose();
            }

            var next = failed is null ? Find(request, route.Replica) : default;
            if (next.Replica is null || ReferenceEquals(next.Replica, route.Replica))
            {
                var isDraining = route.Replica is { IsHere: true }; // then only other routes can help
                if (await WaitAsync(route.Routes!, request, deadline, isDraining ? Timeout.InfiniteTimeSpan : pause, cancellation) is { } gaveUp)
                    return gaveUp;
                (failed, next) = (null, Find(request, except: null));
                pause = pause < LongestPause ? pause * 2 : LongestPause;
            }
            else
            {
                failed = route.Replica;
            }

            route = next;
        }

        return InferenceReply.Failed(route.Error);
    }

    /// <summary>The replica's reply; null if it did not take the request.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<InferenceReply?> TryAsync(Route route, IReplica replica, InferenceRequest request, CancellationToken cancellation) =>
        TrySubmit(route, replica, request, cancellation, out var reply) ? await reply : null;

    private bool IsToBeTriedElsewhere(InferenceError? error, ref int lostLinks) => error?.RetryElsewhere switch
    {
        RetryElsewhere.NotTaken => true,
        RetryElsewhere.LinkLost => ++lostLinks <= MaxLostLinks && (budget?.TryRetry() ?? true),
        _ => false,
    };

    /// <summary>Waits until the routes are replaced, or for a pause after which a link may be there again; the reply, if the time is over.</summary>
    private async ValueTask<InferenceReply?> WaitAsync(
        ModelRoutes waitFor, InferenceRequest request, long deadline, TimeSpan pause, CancellationToken cancellation)
    {
        waitFor.Activation?.Invoke();
        var left = deadline - clock.Now;
        if (left <= 0)
            return TimedOut(request, waitFor);
        try
        {
            var toDeadline = clock.TimerDelay(left);
            await waitFor.Replaced.WaitAsync(pause >= TimeSpan.Zero && pause < toDeadline ? pause : toDeadline, clock.Time, cancellation);
            return null;
        }
        catch (TimeoutException)
        {
            return clock.Now < deadline ? null : TimedOut(request, waitFor);
        }
        catch (OperationCanceledException)
        {
            return InferenceReply.Failed(Errors.Cancelled);
        }
    }

    /// <summary>A request that was sent away by a servable that drains, and was never given another, is lost to the change.</summary>
    private static InferenceReply TimedOut(InferenceRequest request, ModelRoutes waitFor)
    {
        if (waitFor.Activation is null)
            waitFor.NoteLoss(request.Version);
        return InferenceReply.Failed(Errors.TimedOut);
    }

    private static TimeSpan DefaultDeadline(ModelRoutes routes) =>
        routes.View.Versions is [var newest, ..] ? newest.Options.DefaultDeadline : ModelOptions.Default.DefaultDeadline;

    /// <summary>Where a request goes at one moment.</summary>
    /// <param name="Routes">The model's routes; null only beside an error.</param>
    /// <param name="Replica">Who is to answer it; null where it is to wait for other routes, or there is an error.</param>
    /// <param name="Error">Why it goes nowhere; null otherwise.</param>
    private readonly record struct Route(ModelRoutes? Routes, IReplica? Replica, InferenceError? Error);
}
