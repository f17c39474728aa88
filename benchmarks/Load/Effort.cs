namespace ModelCluster.Load;

/// <summary>How much time to spend.</summary>
/// <param name="Rounds">Rounds of each side by side measurement.</param>
/// <param name="Round">The length of one round.</param>
/// <param name="WarmUp">Load before the first round, so that the compiler is done.</param>
/// <param name="Starts">Process starts.</param>
/// <param name="Swaps">Version swaps.</param>
/// <param name="Models">Models in the many-models suite.</param>
/// <param name="Idle">How long a cluster is watched doing nothing.</param>
internal sealed record Effort(int Rounds, TimeSpan Round, TimeSpan WarmUp, int Starts, int Swaps, int Models, TimeSpan Idle)
{
    public static Effort Full { get; } = new(11, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), 10, 100, 1000, TimeSpan.FromSeconds(60));

    public static Effort Short { get; } = new(5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), 5, 20, 200, TimeSpan.FromSeconds(20));
}
