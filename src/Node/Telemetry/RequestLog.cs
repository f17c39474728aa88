using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Node.Telemetry;

/// <summary>
/// Writes sampled requests to a file that rolls, on a thread of its own. What comes faster than it can be written is left out and
/// counted. Thread-safe.
/// </summary>
internal sealed partial class RequestLog : BackgroundService, IMetricSource
{
    private const int MostWaiting = 256;

    private readonly Channel<SampledRequest> _waiting = Channel.CreateBounded<SampledRequest>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly RequestLogOptions _options;
    private readonly RequestLine _line;
    private readonly RollingFile _file;
    private readonly ILogger<RequestLog> _logger;
    private bool _hasFailed;
    private long _written;
    private long _dropped;

    public RequestLog(IOptions<RequestLogOptions> options, ISampleWriter samples, ILogger<RequestLog> logger)
    {
        _options = options.Value;
        _line = new RequestLine(samples);
        _file = new RollingFile(_options.File, _options.MaxFileBytes, _options.MaxFiles);
        _logger = logger;
    }

    internal bool KeepsTensors => _options.Tensors;

    internal int MaxTensorBytes => _options.MaxTensorBytes;

    /// <summary>Draws whether the next request is to be written.</summary>
    internal bool IsWanted() => _options.SampleRate >= 1 || Random.Shared.NextDouble() < _options.SampleRate;

    /// <summary>Takes a request over to be written; never waits.</summary>
    internal void Add(SampledRequest request)
    {
        if (_waiting.Writer.TryWrite(request))
            return;
        Interlocked.Increment(ref _dropped);
        request.Dispose();
    }

    public void Write(MetricWriter writer)
    {
        writer.Counter("modelcluster_request_log_written_total", "Requests written to the request log.").Add(Interlocked.Read(ref _written));
        writer.Counter("modelcluster_request_log_dropped_total", "Sampled requests that could not be written, or not fast enough.").Add(Interlocked.Read(ref _dropped));
    }

    /// <summary>Writes what was taken over, then ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } writing)
            await Task.WhenAny(writing, Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _file.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(
        async () =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            await foreach (var request in _waiting.Reader.ReadAllAsync(CancellationToken.None))
            {
                using (request)
                {
                    buffer.ResetWrittenCount();
                    _line.Write(buffer, request);
                }

                TryWrite(buffer.WrittenSpan);
            }
        },
        CancellationToken.None);

    private void TryWrite(ReadOnlySpan<byte> line)
    {
        try
        {
            _file.Write(line);
            Interlocked.Increment(ref _written);
            _hasFailed = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _dropped);
            if (!_hasFailed)
                LogNotWritten(_options.File, failure.Message);
            _hasFailed = true;
        }
    }
}
