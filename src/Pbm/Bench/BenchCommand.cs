using System.CommandLine;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Bench;

/// <summary><c>pbm bench</c>: a small load generator.</summary>
internal static class BenchCommand
{
    /// <summary>Senders of an open loop, where nothing else was asked for: enough for a second of 250 requests/s to wait.</summary>
    private const int OpenLoopSenders = 256;

    internal static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model to ask.", Required = true };
        var version = new Option<string?>("--model-version") { Description = "One version; without it what the model's traffic plan says." };
        var concurrency = new Option<int?>("--concurrency")
        {
            Description = "Senders, 1 to 10000: each sends its next request when it has its answer. [default: 8; with --rate: 256, the most under way at once]",
        };
        var rate = new Option<double?>("--rate") { Description = "Requests per second that are sent whether or not earlier ones were answered. Waiting for a free sender counts as latency." };
        var duration = new Option<double>("--duration") { Description = "Seconds, 0.1 to 86400.", DefaultValueFactory = _ => 10 };
        var warmUp = new Option<double>("--warm-up") { Description = "Seconds before that which are not counted, 0 to 3600.", DefaultValueFactory = _ => 1 };
        var data = new Option<string?>("--data") { Description = "The body: JSON, @FILE, or @- for the standard input. Without it the model's own sample." };
        var timeout = new Option<double>("--timeout") { Description = "Seconds to wait for an answer, 0.001 to 3600.", DefaultValueFactory = _ => 30 };
        return new Command("bench", "Send a model requests and measure: closed loop with --concurrency, open loop with --rate. Fails when any request does.")
        {
            model, version, concurrency, rate, duration, warmUp, data, timeout,
        }.Runs(async (parsed, cancellation) =>
        {
            var plan = new LoadPlan(
                Within(concurrency, parsed.GetValue(concurrency) ?? (parsed.GetValue(rate) is null ? 8 : OpenLoopSenders), 1, 10_000),
                parsed.GetValue(rate) is { } perSecond ? Within(rate, perSecond, 0.01, 1_000_000) : null,
                TimeSpan.FromSeconds(Within(warmUp, parsed.GetValue(warmUp), 0, 3_600)),
                TimeSpan.FromSeconds(Within(duration, parsed.GetValue(duration), 0.1, 86_400)),
                TimeSpan.FromSeconds(Within(timeout, parsed.GetValue(timeout), 0.001, 3_600)));
            using var client = NodeClient.Of(parsed);
            var path = InferPath.Of(parsed.GetRequiredValue(model), parsed.GetValue(version));
            var body = await BenchBody.ReadAsync(client, path, parsed.GetValue(data), cancellation);
            var printer = Printer.Of(parsed);
            printer.Line($"{client.Host.ToString().TrimEnd('/')}{path}, {body.Length:N0} bytes a request, {plan}");
            var sender = new RequestSender(client, path, body, plan.Timeout);
            var result = await new LoadRun(sender.SendAsync, plan, TimeProvider.System).RunAsync(cancellation);
            BenchReport.Print(printer, plan, result);
            return result.Failed == 0 && result.Requests > 0 ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static T Within<T>(Option option, T value, T least, T most)
        where T : struct, IComparable<T>, IFormattable => value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
        ? value
        : throw new PbmException(ExitCode.WrongUsage, $"{option.Name} takes {least} to {most}, not {value}");
}
