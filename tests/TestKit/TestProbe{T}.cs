using System.Threading.Channels;
using ModelCluster.Actors.Kernel;

namespace ModelCluster.TestKit;

/// <summary>An actor that collects what it is told, for the test to look at in order. Waits end after <see cref="RealTimeGuard.Limit"/>.</summary>
public sealed class TestProbe<T>
    where T : notnull
{
    private readonly ActorSystem _system;
    private readonly Channel<T> _received = Channel.CreateUnbounded<T>();

    public TestProbe(ActorSystem system, string? name = null)
    {
        _system = system;
        Ref = system.Spawn(Props.Create(() => new Collector(_received.Writer)), name);
    }

    public ActorRef<T> Ref { get; }

    /// <summary>The next message, which must be of the given type.</summary>
    public async Task<TMessage> ExpectMessageAsync<TMessage>()
        where TMessage : T
    {
        var message = await NextAsync(typeof(TMessage).Name);
        return message is TMessage expected
            ? expected
            : throw new InvalidOperationException($"Probe {Ref} expected a {typeof(TMessage).Name} and got {message}.");
    }

    /// <summary>The next message, which must be equal to the given one.</summary>
    public async Task ExpectMessageAsync(T expected)
    {
        var message = await NextAsync(expected.ToString());
        if (!Equals(message, expected)) throw new InvalidOperationException($"Probe {Ref} expected {expected} and got {message}.");
    }

    /// <summary>Skips messages until one passes.</summary>
    public async Task<T> FishForMessageAsync(Func<T, bool> isExpected)
    {
        while (true)
        {
            var message = await NextAsync("a message that passes");
            if (isExpected(message)) return message;
        }
    }

    /// <summary>No message has come by the time all actors of the system have nothing left to do.</summary>
    public async Task ExpectNoMessageAsync()
    {
        await _system.WhenIdleAsync();
        if (_received.Reader.TryRead(out var message)) throw new InvalidOperationException($"Probe {Ref} expected no message and got {message}.");
    }

    private Task<T> NextAsync(string? what) => _received.Reader.ReadAsync().AsTask().OrFailAsync($"{what} at probe {Ref}");

    private sealed class Collector(ChannelWriter<T> received) : Actor<T>
    {
        protected override void Receive(T message) => received.TryWrite(message);
    }
}
