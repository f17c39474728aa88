using ModelCluster.Actors.Serving.Execution;

namespace ModelCluster.Actors.Models;

/// <summary>
/// Loading and unloading, a few at a time on threads of their own, so that they neither block actors nor crowd out what is
/// serving. Thread-safe.
/// </summary>
/// <param name="threads">Where; their limit is how many load at once.</param>
public sealed class LoadingQueue(ExecutorThreads threads)
{
    /// <summary>Runs <paramref name="work"/> when its turn comes.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var item = new Work<T>(work);
        threads.Start(item);
        return item.Result;
    }

    /// <summary>Runs <paramref name="work"/> when its turn comes.</summary>
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    private sealed class Work<T>(Func<T> work) : IExecutorWork
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<T> Result => _result.Task;

        public void Execute()
        {
            try
            {
                _result.SetResult(work());
            }
            catch (Exception failure)
            {
                _result.SetException(failure);
            }
        }
    }
}
