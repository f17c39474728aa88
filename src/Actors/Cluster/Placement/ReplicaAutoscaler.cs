namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>
/// Decides how many replicas a version should have: more within seconds where a queue stays, one less after minutes of low use.
/// <para>
/// It does not go to and fro: more are asked for only where every replica is fully used, and at most twice as many, which
/// leaves each at least half used; one less only where the others would be at most half used. Stateless.
/// </para>
/// </summary>
public static class ReplicaAutoscaler
{
    /// <summary>So many samples at least, before a queue is taken for one that stays.</summary>
    private const int FewestSamples = 3;

    /// <summary>The number that should be.</summary>
    /// <param name="current">How many there are, loading ones too.</param>
    /// <param name="sinceLastChange">Since that number changed; what was measured before tells nothing about it.</param>
    /// <param name="samples">In any order; those older than <see cref="AutoscalerSettings.DownAfter"/> are not looked at.</param>
    /// <param name="settings">Bounds and patience.</param>
    public static ScalingDecision Decide(
        int current, TimeSpan sinceLastChange, IReadOnlyCollection<LoadSample> samples, AutoscalerSettings settings)
    {
        var bounded = Math.Clamp(current, settings.Min, settings.Max);
        if (bounded != current)
            return new ScalingDecision(bounded, $"{current} is outside of {settings.Min} to {settings.Max}");
        if (current < settings.Max && Holds(settings.UpAfter, sample => IsTooMuch(sample, settings)))
            return Up(current, [.. samples.Where(sample => sample.Age <= settings.UpAfter)], settings);
        if (current > settings.Min && Holds(settings.DownAfter, sample => IsLittle(sample, current, settings)))
            return new ScalingDecision(current - 1, $"{current - 1} would have been at most half used for {Seconds(settings.DownAfter)}");
        return new ScalingDecision(current, null);

        // the samples must reach back over all of the time, and the number must have been the same for as long
        bool Holds(TimeSpan time, Func<LoadSample, bool> condition) => sinceLastChange >= time
            && samples.Any(sample => sample.Age >= time)
            && samples.Count(sample => sample.Age <= time) >= FewestSamples
            && samples.All(sample => sample.Age > time || condition(sample));
    }

    private static bool IsTooMuch(LoadSample sample, AutoscalerSettings settings) =>
        sample.Outstanding >= settings.Concurrency
        && (sample.QueueDepth > settings.TargetQueueDepth || sample.QueueP99 > settings.LatencyObjective);

    private static bool IsLittle(LoadSample sample, int current, AutoscalerSettings settings)
    {
        var withOneLess = current / (current - 1.0);
        return sample.Outstanding * withOneLess <= settings.Concurrency / 2.0
            && sample.QueueDepth * withOneLess <= settings.TargetQueueDepth / 2.0
            && sample.QueueP99 <= settings.LatencyObjective / 2;
    }

    private static ScalingDecision Up(int current, IReadOnlyList<LoadSample> samples, AutoscalerSettings settings)
    {
        var depth = samples.Average(sample => sample.QueueDepth);
        var enough = (int)Math.Min(Math.Ceiling(current * depth / settings.TargetQueueDepth), 2.0 * current);
        var wanted = Math.Min(Math.Max(enough, current + 1), settings.Max);
        return new ScalingDecision(wanted,
            $"for {Seconds(settings.UpAfter)}, {depth:0.#} requests waited at each replica, up to {samples.Max(sample => sample.QueueP99).TotalMilliseconds:0} ms");
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.#} s";
}
