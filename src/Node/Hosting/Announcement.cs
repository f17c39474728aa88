using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Node.Hosting;

/// <summary>
/// Says on the log where the node listens, and, when its models are there, that it is ready and how to ask it something.
/// </summary>
internal sealed partial class Announcement(
    IServer server, IHostApplicationLifetime lifetime, IModelCatalog catalog, FirstRequest firstRequest, ILogger<Announcement> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lifetime.WhenStartedAsync(stoppingToken);
            var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            foreach (var address in addresses)
                LogListening(address);
            for (var wait = FirstLook; !catalog.IsReady; wait = wait < LongestWait ? wait * 2 : LongestWait)
                await Task.Delay(wait, stoppingToken);
            LogReady(catalog.Models.Count);
            if (addresses.FirstOrDefault() is { } first && firstRequest.CurlLine(first) is { } line)
                LogTry(line);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogNeverReady();
        }
    }

    [LoggerMessage(EventIds.StartListening, LogLevel.Information, "listening on {Address}")]
    private partial void LogListening(string address);

    [LoggerMessage(EventIds.StartReady, LogLevel.Information, "ready: {Count} models")]
    private partial void LogReady(int count);

    [LoggerMessage(EventIds.StartTry, LogLevel.Information, "try: {CurlLine}")]
    private partial void LogTry(string curlLine);

    [LoggerMessage(EventIds.StartNeverReady, LogLevel.Debug, "stopped before every required model was available")]
    private partial void LogNeverReady();
}
