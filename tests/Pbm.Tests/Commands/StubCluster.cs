using System.Collections.Concurrent;

namespace ModelCluster.Pbm.Tests.Commands;

/// <summary>A server that tells of two nodes, a and b, of which a leads; notes what it was asked to change.</summary>
internal sealed class StubCluster : IAsyncDisposable
{
    internal const string Status =
        """
        {"name":"default","node":"a","leader":{"node":"a","term":9,"since":"2026-11-20T12:00:00+00:00"},"leading":true,
         "lighthouse":{"configured":true,"reachable":false,"mirror_age_ms":12000,"revision":77,"problem":"connection refused"},
         "journal":{"reachable":true,"problem":""},"placements":2,
         "members":[
           {"node":"a","state":"up","drained":false,"roles":["api","worker"],"link":"self","replicas":1,"cores":2,"http_address":"http://10.0.0.1:8000/","memory_used_bytes":1048576,"memory_budget_bytes":1073741824},
           {"node":"b","state":"up","drained":true,"roles":["worker"],"link":"silent","replicas":1,"cores":2,"link_address":"http://10.0.0.2:8002/"}]}
        """;

    private readonly StubServer _server;
    private readonly ConcurrentQueue<string> _changes;

    private StubCluster(StubServer server, ConcurrentQueue<string> changes) => (_server, _changes) = (server, changes);

    internal string Address => _server.Address;

    internal IEnumerable<string> Changes => _changes;

    /// <param name="more">Answers beside, or in place of, those of the cluster.</param>
    internal static async Task<StubCluster> StartAsync(params (string Key, Func<string, (int Status, string Json)> Answer)[] more)
    {
        var changes = new ConcurrentQueue<string>();
        var answers = new Dictionary<string, Func<string, (int, string)>>(StringComparer.Ordinal)
        {
            ["GET /v2/cluster"] = _ => (200, Status),
            ["GET /v2/cluster/placements"] = _ => (200,
                """{"placements":[{"model":"iris","version":"1","number":7,"node":"a","state":"available","memory_bytes":2048,"pinned_by":"operator: pin","epoch":12,"reason":""},{"model":"mood","version":"2","number":1,"node":null,"state":"new","memory_bytes":0,"reason":"no node has room"}]}"""),
            ["GET /v2/cluster/placements?model=iris&node=a"] = _ => (200, """{"placements":[{"model":"iris","version":"1","number":7,"node":"a","state":"available"}]}"""),
            ["GET /v2/cluster/load"] = _ => (200,
                """{"nodes":[{"node":"a","time":"2026-11-20T12:00:00+00:00","window_ms":2000,"cpu_cores":0.5,"process_bytes":104857600,"servables":[{"model":"mood","version":"2","replicas":1,"requests_per_second":0,"failures_per_second":0},{"model":"iris","version":"1","replicas":1,"requests_per_second":412.5,"failures_per_second":1.5,"p50_ms":1.25,"p99_ms":9.5,"queue_depth":3,"oldest_waiting_ms":4,"outstanding":5,"average_batch_size":2.5,"learned_batch_size":8,"memory_bytes":2048}]}],"unanswered":[{"node":"b","reason":"silent for 4 s"}]}"""),
            ["GET /v2/cluster/actors"] = _ => (200,
                """{"nodes":[{"node":"a","time":"2026-11-20T12:00:00+00:00","actors":[{"path":"/user","parent":null,"state":"running","mailbox_depth":0,"oldest_message_age_ms":0,"processed":1,"restarts":0,"last_failure":null},{"path":"/user/models","parent":"/user","state":"running","mailbox_depth":4,"oldest_message_age_ms":12.5,"processed":12345,"restarts":2,"last_failure":{"time":"2026-11-20T12:00:00+00:00","error":"IOException","message":"disk full"}}]}],"unanswered":[]}"""),
        };
        foreach (var path in new[] { "members/b/drain", "members/b/resume", "members/b/leave", "members/b/down", "rebalance", "leader/resign" })
        {
            answers[$"POST /v2/cluster/{path}"] = _ => Change(path, "done");
            answers[$"POST /v2/cluster/{path}?dry_run=true"] = _ => Change($"{path} dry", "dry_run");
        }

        foreach (var (key, answer) in more)
            answers[key] = answer;
        return new StubCluster(await StubServer.StartAsync(answers), changes);

        (int, string) Change(string what, string status)
        {
            changes.Enqueue(what);
            return (200, $$"""{"status":"{{status}}","dry_run":false,"changes":["move iris#7 from a to b"]}""");
        }
    }

    internal Task<PbmRun> RunAsync(params string[] args) => PbmProcess.RunAsync([.. args, "--host", Address]);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
