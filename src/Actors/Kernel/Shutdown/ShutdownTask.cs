namespace ModelCluster.Actors.Kernel;

/// <summary>One piece of an orderly stop.</summary>
internal sealed record ShutdownTask(int Phase, string Name, Func<CancellationToken, Task> Run)
{
    /// <summary>Runs it until done or out of time; never throws.</summary>
    public async Task<ShutdownResult> RunAsync(TimeProvider time, CancellationToken outOfTime)
    {
        if (outOfTime.IsCancellationRequested) return new ShutdownResult(Phase, Name, ShutdownOutcome.Skipped, TimeSpan.Zero);
        var start = time.GetTimestamp();
        try
        {
            await Task.Run(() => Run(outOfTime), CancellationToken.None).WaitAsync(outOfTime);
            return Result(ShutdownOutcome.Done);
        }
        catch (OperationCanceledException) when (outOfTime.IsCancellationRequested)
        {
            return Result(ShutdownOutcome.TimedOut);
        }
        catch (Exception e)
        {
            return Result(ShutdownOutcome.Failed, e);
        }

        ShutdownResult Result(ShutdownOutcome outcome, Exception? exception = null) =>
            new(Phase, Name, outcome, time.GetElapsedTime(start), exception);
    }
}
