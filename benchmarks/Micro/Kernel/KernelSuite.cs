using ModelCluster.Actors.Kernel;

namespace ModelCluster.Micro.Kernel;

/// <summary>What an actor costs: tells, asks, spawns.</summary>
internal static class KernelSuite
{
    private const int Tells = 5_000_000;
    private const int Asks = 400_000;
    private const int PingPongs = 500_000;
    private const int Spawns = 20_000;

    public static async Task RunAsync(Report report)
    {
        await using var system = new ActorSystem(new SilentEvents());
        report.Add(await TellAsync(system, producers: 1), target: 18e6);
        report.Add(await TellAsync(system, producers: 4));
        report.Add(await AskAsync(system, concurrency: 1));
        report.Add(await AskAsync(system, concurrency: 64), target: 1.3e6);
        report.Add(await PingPongAsync(system));
        report.Add(await SpawnAsync(system));
    }

    private static async Task<Measurement> TellAsync(ActorSystem system, int producers)
    {
        var message = new object();
        var counter = new Countdown();
        var actor = system.Spawn(Props.Create(() => new Counter(counter)));
        return await Measurement.TakeAsync($"tell, {producers} producer(s), one actor", Tells, async () =>
        {
            var done = counter.Expect(Tells);
            await Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Run(() =>
            {
                for (var i = 0; i < Tells / producers; i++) actor.Tell(message);
            })));
            await done;
        });
    }

    private static async Task<Measurement> AskAsync(ActorSystem system, int concurrency)
    {
        var actor = system.Spawn(Props.Create(() => new Echo()));
        var asks = concurrency == 1 ? Asks / 4 : Asks;
        return await Measurement.TakeAsync($"ask, {concurrency} at once, one actor", asks, () =>
            Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < asks / concurrency; i++)
                    await actor.AskAsync<int>(static replyTo => new Question(replyTo), TimeSpan.FromSeconds(5));
            }))));
    }

    private static async Task<Measurement> PingPongAsync(ActorSystem system) =>
        await Measurement.TakeAsync("tell there and back, two actors", PingPongs, async () =>
        {
            var done = new TaskCompletionSource();
            var pong = system.Spawn(Props.Create(() => new Returner()));
            var ping = system.Spawn(Props.Create(() => new Server(pong, PingPongs, done)));
            ping.Tell(new Ball(ping));
            await done.Task;
            system.Stop(ping);
            system.Stop(pong);
        });

    private static async Task<Measurement> SpawnAsync(ActorSystem system) =>
        await Measurement.TakeAsync("spawn and stop an actor", Spawns, async () =>
        {
            var actors = new ActorRef[Spawns];
            for (var i = 0; i < Spawns; i++) actors[i] = system.Spawn(Props.Create(static () => new Echo()));
            foreach (var actor in actors) system.Stop(actor);
            foreach (var actor in actors) await actor.Terminated;
        }, warmUps: 1, rounds: 5);
}
