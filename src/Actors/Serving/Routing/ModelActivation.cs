using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Serving.Routing;

/// <summary>Wakes lazy models, as the first request does.</summary>
/// <param name="routes">Where they are.</param>
/// <param name="clock">Time.</param>
public sealed class ModelActivation(RouteTable routes, ServingClock clock) : IModelActivation
{
    /// <inheritdoc/>
    public async Task<bool> ActivateAsync(ModelName model, VersionSelector version, CancellationToken cancellation)
    {
        if (routes.Routes(model) is not { } first)
            return false;
        var options = first.View.Versions is [var newest, ..] ? newest.Options : ModelOptions.Default;
        var deadline = clock.Now + clock.Ticks(options.DefaultDeadline);
        for (var current = first; current is not null; current = routes.Routes(model))
        {
            if (current.Find(version) is not null)
                return true;
            var left = deadline - clock.Now;
            if (current.Activation is not { } activate || left <= 0)
                return false;
            activate();
            try
            {
                await current.Replaced.WaitAsync(clock.TimerDelay(left), clock.Time, cancellation);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        return false;
    }
}
