using ModelCluster.Pbm.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ModelCluster.Pbm.Top;

/// <summary>The live view of <c>pbm top</c>. A node that goes away while it runs is said so, and asked again.</summary>
/// <param name="source">What to show.</param>
/// <param name="interval">From one look to the next.</param>
/// <param name="model">Only this model; null for all.</param>
internal sealed class TopScreen(TopSource source, TimeSpan interval, string? model)
{
    private static readonly TimeSpan BetweenKeys = TimeSpan.FromMilliseconds(100);

    /// <summary>Shows it until q, Esc or Ctrl+C.</summary>
    /// <exception cref="PbmException">The first look failed.</exception>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        var (cluster, load) = await source.AskForRatesAsync(cancellation);
        using var quit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var keys = WatchKeysAsync(quit);
        var first = TopFrame.Of(cluster, load, model);
        AnsiConsole.Write(new ControlCode("\u001b[?1049h\u001b[H")); // a screen of its own: what was there before comes back
        try
        {
            await AnsiConsole.Live(Draw(first, null))
                .Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Bottom)
                .StartAsync(live => LiveAsync(live, first, quit.Token));
        }
        finally
        {
            AnsiConsole.Write(new ControlCode("\u001b[?1049l"));
            await quit.CancelAsync();
            await keys;
        }
    }

    private async Task LiveAsync(LiveDisplayContext live, TopFrame frame, CancellationToken quit)
    {
        using var timer = new PeriodicTimer(interval);
        string? trouble = null;
        try
        {
            do
            {
                live.UpdateTarget(Draw(frame, trouble));
                live.Refresh();
                await timer.WaitForNextTickAsync(quit);
                (frame, trouble) = await LookAsync(frame, quit);
            }
            while (!quit.IsCancellationRequested);
        }
        catch (OperationCanceledException) when (quit.IsCancellationRequested)
        {
            // the person has seen enough
        }
    }

    private async Task<(TopFrame Frame, string? Trouble)> LookAsync(TopFrame last, CancellationToken quit)
    {
        try
        {
            var (cluster, load) = await source.AskAsync(quit);
            return (TopFrame.Of(cluster, load, model), null);
        }
        catch (PbmException failure)
        {
            return (last, failure.Message);
        }
    }

    private static Rows Draw(TopFrame frame, string? trouble)
    {
        // what does not fit is cut off below: the idlest models
        var lines = frame.Nodes.Count + frame.Problems.Count + (trouble is null ? 0 : 2) + 5;
        var fitting = Math.Max(1, AnsiConsole.Profile.Height - lines);
        var parts = new List<IRenderable> { new Markup($"[bold]{Markup.Escape(frame.Title)}[/]  [grey]{DateTime.Now:HH:mm:ss}, q ends[/]") };
        if (trouble is not null)
            parts.Add(new Markup($"[red]{Markup.Escape(trouble)} What is shown is old.[/]"));
        parts.AddRange(frame.Problems.Select(problem => new Markup($"[yellow]{Markup.Escape(problem)}[/]")));
        parts.Add(DrawnTable.Of(TopFrame.NodeHeadings, frame.Nodes, isDense: true));
        parts.Add(Text.Empty);
        parts.Add(DrawnTable.Of(TopFrame.ModelHeadings, [.. frame.Models.Take(fitting)], isDense: true));
        if (frame.Models.Count > fitting)
            parts.Add(new Markup($"[grey]and {frame.Models.Count - fitting} more[/]"));
        return new Rows(parts);
    }

    private static async Task WatchKeysAsync(CancellationTokenSource quit)
    {
        if (Console.IsInputRedirected)
            return;
        using var timer = new PeriodicTimer(BetweenKeys);
        try
        {
            while (await timer.WaitForNextTickAsync(quit.Token))
            {
                while (Console.KeyAvailable)
                {
                    if (Console.ReadKey(intercept: true) is { Key: ConsoleKey.Q or ConsoleKey.Escape })
                        await quit.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (quit.IsCancellationRequested)
        {
            // it ends
        }
    }
}
