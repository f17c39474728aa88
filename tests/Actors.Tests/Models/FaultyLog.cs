using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ModelCluster.Actors.Models;

namespace ModelCluster.Actors.Tests.Models;

/// <summary>Keeps what is logged, and throws at a line that the test names: a bug in the middle of an actor.</summary>
internal sealed class FaultyLog : ILogger<ModelsLog>
{
    private string? _throwAt;

    internal ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The next line with this text throws.</summary>
    internal void ThrowOnceAt(string text) => Volatile.Write(ref _throwAt, text);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        Lines.Enqueue(line);
        if (Volatile.Read(ref _throwAt) is { } text && line.Contains(text, StringComparison.Ordinal) && Interlocked.Exchange(ref _throwAt, null) is not null)
            throw new InvalidOperationException("a bug: " + text);
    }
}
