namespace ModelCluster.Actors.Kernel;

/// <summary>Makes <see cref="Props{T}"/>.</summary>
public static class Props
{
    /// <summary>A recipe with an unbounded mailbox and the default strategy.</summary>
    /// <param name="factory">Makes a new instance each time, for the start and for each restart; runs in the actor's first turn.</param>
    public static Props<T> Create<T>(Func<Actor<T>> factory)
        where T : notnull => new(factory);
}
