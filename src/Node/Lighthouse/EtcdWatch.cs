using System.Runtime.CompilerServices;
using ModelCluster.Api.Grpc;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Node.Lighthouse.Protos;

namespace ModelCluster.Node.Lighthouse;

/// <summary>One watch, over as many streams as it takes: each goes on right after the last revision that was told.</summary>
internal sealed class EtcdWatch(EtcdEndpoints endpoints, EtcdKeys keys, string prefix, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    internal async IAsyncEnumerable<CoordinationChanges> RunAsync(long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pause = FirstPause;
        while (true)
        {
            await using var stream = StreamAsync(afterRevision, cancellation).GetAsyncEnumerator(cancellation);
            while (await IsThereMoreAsync(stream))
            {
                afterRevision = stream.Current.Revision;
                pause = FirstPause;
                yield return stream.Current;
            }

            cancellation.ThrowIfCancellationRequested();
            endpoints.MoveOn();
            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }

    /// <summary>False when the stream has broken: another is opened.</summary>
    private async Task<bool> IsThereMoreAsync(IAsyncEnumerator<CoordinationChanges> stream)
    {
        try
        {
            return await stream.MoveNextAsync();
        }
        catch (GrpcException broken)
        {
            endpoints.Forget(broken);
            return false;
        }
        catch (CoordinationException unreachable) when (unreachable is not CompactedException)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<CoordinationChanges> StreamAsync(long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var call = await endpoints.OpenAsync("/etcdserverpb.Watch/Watch", WatchResponse.Parser, cancellation);
        await call.WriteAsync(
            new WatchRequest
            {
                CreateRequest = new WatchCreateRequest
                {
                    Key = keys.Of(prefix),
                    RangeEnd = keys.EndOf(prefix),
                    StartRevision = afterRevision + 1,
                    Fragment = true,
                },
            },
            cancellation);
        var events = new List<Event>();
        await foreach (var response in call.ReadAllAsync(cancellation))
        {
            if (response.CompactRevision > 0)
                throw new CompactedException(response.CompactRevision);
            if (response.Created && response.Header.Revision < afterRevision)
                throw new CompactedException(response.Header.Revision); // it has lost what it had, and would be silent for long
            if (response.Canceled)
                throw new CoordinationException($"the lighthouse ended a watch: {response.CancelReason}");
            events.AddRange(response.Events);
            if (response.Fragment)
                continue; // a large revision comes in parts
            foreach (var revision in events.GroupBy(happened => happened.Kv.ModRevision))
                yield return ChangesOf(revision.Key, revision);
            events.Clear();
        }
    }

    private CoordinationChanges ChangesOf(long revision, IEnumerable<Event> events)
    {
        var written = new List<CoordinationEntry>();
        var deleted = new List<string>();
        foreach (var happened in events)
        {
            if (happened.Type == Event.Types.EventType.Put)
                written.Add(keys.EntryOf(happened.Kv));
            else
                deleted.Add(keys.KeyOf(happened.Kv));
        }

        return new CoordinationChanges(revision, written, deleted);
    }
}
