using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Links;
using ModelCluster.Node.Links.Server;

namespace ModelCluster.Links;

/// <summary>
/// The process that answers. Says its port on standard output; then, for each line that it reads, its processor time so far in
/// microseconds; ends with its input.
/// </summary>
internal static class Server
{
    internal const string Secret = "the benchmark's own secret";

    internal static async Task RunAsync()
    {
        var options = new NodeLinkOptions { Node = NodeId.Parse("server"), Listen = new IPEndPoint(IPAddress.Loopback, 0), Secret = Secret };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenLinks(options));
        builder.Services.AddLogging(Log).AddSingleton(TimeProvider.System).AddSingleton<ILinkTarget, Echo>().AddLinks(options);
        await using var app = builder.Build();
        app.UseLinks();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine(address);
        while (await Console.In.ReadLineAsync() is not null)
            Console.WriteLine(ProcessorTime().ToString(CultureInfo.InvariantCulture));
        app.Services.GetRequiredService<LinkServer>().Close();
        await app.StopAsync();
    }

    /// <summary>Trouble goes to standard error.</summary>
    internal static void Log(ILoggingBuilder logging) =>
        logging.SetMinimumLevel(LogLevel.Warning).AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);

    internal static double ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalMicroseconds;
    }

    /// <summary>Answers every request with 64 bytes.</summary>
    private sealed class Echo : ILinkTarget
    {
        private static readonly ServableId Servable = new(ModelName.Parse("echo"), new ModelVersion(1));

        public bool TryInfer(ReplicaKey replica, InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply)
        {
            request.Dispose();
            var answer = InferenceReply.From(Servable);
            answer.Add(new NamedTensor("output", Tensor.Rent(TensorType.UInt8, new TensorShape(64))));
            reply = new ValueTask<InferenceReply>(answer);
            return true;
        }
    }
}
