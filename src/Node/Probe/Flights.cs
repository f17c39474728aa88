namespace ModelCluster.Node.Probe;

/// <summary>
/// Work that several wait for and that is done once. It is called off when the last of them has gone; each may go by
/// itself. Thread-safe.
/// </summary>
internal sealed class Flights<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Flight> _flights = [];

    /// <summary>The result of the work under way for <paramref name="key"/>, or of <paramref name="begin"/>, which is called off by its token.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; others go on waiting.</exception>
    internal async Task<TResult> JoinAsync(TKey key, Func<CancellationToken, Task<TResult>> begin, CancellationToken cancellation)
    {
        var flight = Enter(key, begin);
        try
        {
            return await flight.Result.WaitAsync(cancellation);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private Flight Enter(TKey key, Func<CancellationToken, Task<TResult>> begin)
    {
        lock (_lock)
        {
            if (!_flights.TryGetValue(key, out var flight))
                _flights.Add(key, flight = new Flight(begin));
            flight.Waiting++;
            return flight;
        }
    }

    private void Leave(TKey key, Flight flight)
    {
        lock (_lock)
        {
            if (--flight.Waiting > 0)
                return;
            _flights.Remove(key);
        }

        flight.Dispose();
    }

    private sealed class Flight : IDisposable
    {
        private readonly CancellationTokenSource _callOff = new();

        internal Flight(Func<CancellationToken, Task<TResult>> begin)
        {
            var token = _callOff.Token; // the work may begin when the last one has gone already
            Result = Task.Run(() => begin(token));
        }

        internal int Waiting { get; set; }

        internal Task<TResult> Result { get; }

        /// <summary>Calls the work off if it is still under way.</summary>
        public void Dispose()
        {
            _callOff.Cancel();
            _callOff.Dispose();
        }
    }
}
