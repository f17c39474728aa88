namespace ModelCluster.Actors.Serving.Execution;

/// <summary>Something that <see cref="ExecutorThreads"/> runs.</summary>
public interface IExecutorWork
{
    /// <summary>Does it. Never throws.</summary>
    void Execute();
}
