using System.Globalization;

namespace ModelCluster.Pbm.Bench;

/// <summary>How requests are sent.</summary>
/// <param name="Senders">The most requests under way at once.</param>
/// <param name="Rate">Requests per second; null: each sender sends its next one when it has its answer.</param>
/// <param name="WarmUp">What comes before <paramref name="Duration"/> and is not counted.</param>
/// <param name="Duration">How long requests are sent and counted.</param>
/// <param name="Timeout">How long an answer is waited for.</param>
internal sealed record LoadPlan(int Senders, double? Rate, TimeSpan WarmUp, TimeSpan Duration, TimeSpan Timeout)
{
    public override string ToString() => Rate is { } rate
        ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.##} requests/s for {Duration.TotalSeconds:0.#} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Senders} at a time for {Duration.TotalSeconds:0.#} s");
}
