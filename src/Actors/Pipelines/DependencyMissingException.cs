namespace ModelCluster.Actors.Pipelines;

/// <summary>A model cannot be loaded because others that it needs are not there, or do not fit it, as things are now.</summary>
public sealed class DependencyMissingException : Exception
{
    /// <summary>To be tried again after some time.</summary>
    public DependencyMissingException(string message)
        : base(message)
    {
    }

    /// <summary>To be tried again when something has changed.</summary>
    /// <param name="message">What is missing.</param>
    /// <param name="changed">Ends when it may be otherwise.</param>
    public DependencyMissingException(string message, Task changed)
        : base(message) => Changed = changed;

    /// <summary>Ends when trying again may help; null: that cannot be told.</summary>
    public Task? Changed { get; }
}
