namespace ModelCluster.Actors.Kernel.Asking;

/// <summary>Idle asks of one reply type, up to a limit. Thread safe.</summary>
internal sealed class AskPool<TReply>
{
    private const int Limit = 1024;
    private readonly Lock _lock = new();
    private readonly Stack<Ask<TReply>> _idle = new();

    public Ask<TReply>? Rent()
    {
        lock (_lock) return _idle.TryPop(out var ask) ? ask : null;
    }

    public void Return(Ask<TReply> ask)
    {
        lock (_lock)
        {
            if (_idle.Count < Limit)
            {
                _idle.Push(ask);
                return;
            }
        }

        ask.Dispose();
    }
}
