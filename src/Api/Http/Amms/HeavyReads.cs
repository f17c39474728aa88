using Microsoft.AspNetCore.Http;

namespace ModelCluster.Api.Http.Amms;

/// <summary>
/// Lets as many heavy bodies be read at once as there are cores; some more wait, the rest is told to come again. Thread-safe.
/// </summary>
internal sealed class HeavyReads : IDisposable
{
    private const int MostWaiting = 64;

    private readonly SemaphoreSlim _free = new(Environment.ProcessorCount);
    private int _waiting;

    /// <summary>Waits for a turn, and then runs <paramref name="read"/>.</summary>
    /// <exception cref="ProblemException">429: too many wait already.</exception>
    public async Task RunAsync(Action read, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new ProblemException(StatusCodes.Status429TooManyRequests, "too many images wait to be decoded; try again in a moment")
            {
                Header = new("Retry-After", "1"),
            };
        }

        try
        {
            await _free.WaitAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            read();
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
