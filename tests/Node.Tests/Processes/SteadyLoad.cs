using System.Net;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>
/// Clients that ask a node for as long as a test changes it, each with its next request as soon as the last is answered. The test
/// says when its next phase begins, the first is 0; each answer tells in which phases it was under way.
/// </summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<Task<List<LoadAnswer>>> _clients;
    private readonly int[] _lastAnswered;
    private int _phase;

    private SteadyLoad(NodeProcess node, string question, IReadOnlyList<string> paths)
    {
        _lastAnswered = [.. paths.Select(_ => -1)];
        _clients = [.. paths.Select((path, client) => Task.Run(() => AskAsync(node, question, path, client)))];
    }

    /// <summary>True when every client has the answer to a request that it sent in this phase.</summary>
    internal bool IsSeenByAll => Array.TrueForAll(_lastAnswered, phase => phase == Volatile.Read(ref _phase));

    /// <summary>Starts one client for each path, such as <c>iris/labels/stable</c>.</summary>
    internal static SteadyLoad Start(NodeProcess node, string question, params IReadOnlyList<string> paths) => new(node, question, paths);

    /// <summary>Requests sent from now on belong to the next phase; those under way to both.</summary>
    internal void NextPhase() => Interlocked.Increment(ref _phase);

    /// <summary>Lets the last requests be answered, and gives every answer.</summary>
    internal async Task<IReadOnlyList<LoadAnswer>> StopAsync()
    {
        await _stop.CancelAsync();
        return [.. (await Task.WhenAll(_clients)).SelectMany(answers => answers)];
    }

    /// <summary>A test that fails has its own reason: what the clients met then says nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)Task.WhenAll(_clients)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task<List<LoadAnswer>> AskAsync(NodeProcess node, string question, string path, int client)
    {
        var answers = new List<LoadAnswer>();
        while (!_stop.IsCancellationRequested)
        {
            var sent = Volatile.Read(ref _phase);
            var (status, body) = await node.Http.InferAsync(path, question);
            var isWell = status == HttpStatusCode.OK;
            answers.Add(new LoadAnswer(
                path, sent, Volatile.Read(ref _phase), status, (string?)body["model_version"], isWell ? body.Floats()[0] : float.NaN, isWell ? "" : body.Error()));
            Volatile.Write(ref _lastAnswered[client], sent);
        }

        return answers;
    }
}

/// <summary>One answer.</summary>
/// <param name="Path">Who was asked.</param>
/// <param name="Sent">The phase in which the request was sent.</param>
/// <param name="Answered">The phase in which it was answered.</param>
/// <param name="Status">The status.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Value">The first number of the answer.</param>
/// <param name="Error">Why not; empty if it was answered.</param>
internal sealed record LoadAnswer(string Path, int Sent, int Answered, HttpStatusCode Status, string? Version, float Value, string Error);
