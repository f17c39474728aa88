namespace ModelCluster.Actors.Traffic;

/// <summary>Requests of one model that found no servable although it serves and is wanted: lost to a change. Thread-safe.</summary>
internal sealed class SwapLosses
{
    private long _count;

    /// <summary>True once a version was available: before that, nothing can be lost.</summary>
    internal bool HasServed { get; set; }

    internal long Count => Volatile.Read(ref _count);

    internal void Add() => Interlocked.Increment(ref _count);
}
