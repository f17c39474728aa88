using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ModelCluster.Node.Telemetry;

/// <summary>
/// Writes log lines to a file that rolls, in the form in which they go to standard output. A line that cannot be written is left out;
/// standard error tells of the first one. Thread-safe.
/// </summary>
internal sealed class FileLoggerProvider(RollingFile file, string format, IEnumerable<ConsoleFormatter> formatters)
    : ILoggerProvider, ISupportExternalScope
{
    private readonly ConsoleFormatter _formatter = formatters.Single(formatter => formatter.Name == format);
    private readonly Lock _lock = new();
    private readonly StringWriter _text = new() { NewLine = "\n" };
    private IExternalScopeProvider? _scopes;
    private bool _hasFailed;

    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        lock (_lock)
            file.Dispose();
        _text.Dispose();
    }

    private void Write<TState>(in LogEntry<TState> entry)
    {
        lock (_lock)
        {
            _text.GetStringBuilder().Clear();
            _formatter.Write(entry, _scopes, _text);
            if (_text.GetStringBuilder().Length > 0)
                Write(Encoding.UTF8.GetBytes(_text.ToString()));
        }
    }

    private void Write(byte[] line)
    {
        try
        {
            file.Write(line);
            _hasFailed = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_hasFailed)
                Console.Error.WriteLine($"modelcluster: log lines are missing from Log:File: {failure.Message}");
            _hasFailed = true;
        }
    }

    private sealed class FileLogger(FileLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            provider.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter));
    }
}
