using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Serving;

/// <summary>Finds the servable for a request and hands it over. Thread-safe.</summary>
/// <param name="routes">Where requests go.</param>
/// <param name="clock">Time.</param>
public sealed class InferenceGateway(RouteTable routes, ServingClock clock) : IInferenceGateway
{
    /// <inheritdoc/>
    public ValueTask<InferenceReply> InferAsync(InferenceRequest request, CancellationToken cancellation)
    {
        if (TryRoute(request, cancellation, out var reply, out var waitFor))
        {
            request.Dispose();
            return reply;
        }

        return AfterActivationAsync(request, waitFor, cancellation);
    }

    /// <summary>
    /// False: the model is to be activated first, or its servable was retired between look-up and admission; try again when
    /// <paramref name="waitFor"/> was replaced.
    /// </summary>
    private bool TryRoute(
        InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply, out ModelRoutes waitFor)
    {
        while (true)
        {
            waitFor = null!;
            if (routes.Routes(request.Model) is not { } model)
                return Answer(Errors.UnknownModel(request.Model), out reply);
            var tables = model.Compiled;
            if (tables.Find(request.Version, request.StickyKey) is { } servable)
            {
                var observation = tables.Observer?.Begin(request, servable, clock);
                if (servable.TrySubmit(request, cancellation, out var pending))
                {
                    reply = observation is null ? pending : observation.FollowAsync(pending);
                    return true;
                }

                observation?.Forget();
                reply = default;
                if (!ReferenceEquals(routes.Routes(request.Model), model))
                    continue;
                waitFor = model;
                return false;
            }

            if (model.Activation is null)
            {
                model.NoteLoss(request.Version);
                return Answer(model.WhyNot(request.Version), out reply);
            }

            reply = default;
            waitFor = model;
            return false;
        }
    }

    private async ValueTask<InferenceReply> AfterActivationAsync(
        InferenceRequest request, ModelRoutes waitFor, CancellationToken cancellation)
    {
        using var owned = request;
        var deadline = request.Deadline ??= clock.Now + clock.Ticks(DefaultDeadline(waitFor));
        while (true)
        {
            waitFor.Activation?.Invoke();
            try
            {
                var left = deadline - clock.Now;
                if (left <= 0)
                    return TimedOut(request, waitFor);
                await waitFor.Replaced.WaitAsync(clock.TimerDelay(left), clock.Time, cancellation);
            }
            catch (TimeoutException)
            {
                return TimedOut(request, waitFor);
            }
            catch (OperationCanceledException)
            {
                return InferenceReply.Failed(Errors.Cancelled);
            }

            if (TryRoute(request, cancellation, out var reply, out waitFor))
                return await reply;
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

    private static bool Answer(InferenceError error, out ValueTask<InferenceReply> reply)
    {
        reply = new ValueTask<InferenceReply>(InferenceReply.Failed(error));
        return true;
    }
}
