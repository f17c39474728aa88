namespace ModelCluster.Links;

/// <summary>What one round measured.</summary>
/// <param name="PerSecond">Requests answered.</param>
/// <param name="MedianMicroseconds">From call to reply.</param>
/// <param name="P99Microseconds">The same, of the slowest hundredth the fastest.</param>
/// <param name="ClientMicroseconds">Processor time of the asking process, for each request.</param>
/// <param name="ServerMicroseconds">Of the answering one.</param>
public sealed record Round(
    double PerSecond, double MedianMicroseconds, double P99Microseconds, double ClientMicroseconds, double ServerMicroseconds)
{
    /// <summary>The median of each figure.</summary>
    public static Round MedianOf(IReadOnlyList<Round> rounds) => new(
        Median(rounds, round => round.PerSecond),
        Median(rounds, round => round.MedianMicroseconds),
        Median(rounds, round => round.P99Microseconds),
        Median(rounds, round => round.ClientMicroseconds),
        Median(rounds, round => round.ServerMicroseconds));

    private static double Median(IReadOnlyList<Round> rounds, Func<Round, double> figure) =>
        rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
}
