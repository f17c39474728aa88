using Google.Protobuf;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Node.Lighthouse.Protos;

namespace ModelCluster.Node.Lighthouse;

/// <summary>The coordination store of a cluster: etcd's API v3. Connects at the first call. Thread-safe.</summary>
public sealed class EtcdCoordinationStore : ICoordinationStore
{
    private readonly EtcdEndpoints _endpoints;
    private readonly EtcdKeys _keys;
    private readonly TimeProvider _time;

    /// <summary>Does nothing yet.</summary>
    /// <param name="options">Where the lighthouse is.</param>
    /// <param name="time">Time, for leases and for trying again.</param>
    public EtcdCoordinationStore(LighthouseOptions options, TimeProvider time)
    {
        _endpoints = new EtcdEndpoints(options);
        _keys = new EtcdKeys(options.Prefix);
        _time = time;
    }

    /// <inheritdoc/>
    public async Task<CoordinationView> ReadAsync(string prefix, CancellationToken cancellation = default)
    {
        const int Page = 1_000; // a page stays far below the largest message
        var entries = new List<CoordinationEntry>();
        var request = new RangeRequest { Key = _keys.Of(prefix), RangeEnd = _keys.EndOf(prefix), Limit = Page };
        while (true)
        {
            var page = await _endpoints.CallAsync("/etcdserverpb.KV/Range", request, RangeResponse.Parser, isRepeatable: true, cancellation);
            entries.AddRange(page.Kvs.Select(_keys.EntryOf));
            if (request.Revision == 0)
                request.Revision = page.Header.Revision; // the other pages as of the same revision
            if (!page.More)
                return new CoordinationView(request.Revision, entries);
            request.Key = ByteString.CopyFrom([.. page.Kvs[^1].Key.Span, 0]);
        }
    }

    /// <inheritdoc/>
    public async Task<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellation = default)
    {
        var request = new TxnRequest();
        request.Compare.AddRange(transaction.Conditions.Select(CompareOf));
        request.Success.AddRange(transaction.Changes.Select(OperationOf));
        var done = await _endpoints.CallAsync("/etcdserverpb.KV/Txn", request, TxnResponse.Parser, isRepeatable: false, cancellation);
        return new TransactionResult(done.Succeeded, done.Header.Revision);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CoordinationChanges> WatchAsync(string prefix, long afterRevision, CancellationToken cancellation = default) =>
        new EtcdWatch(_endpoints, _keys, prefix, _time).RunAsync(afterRevision, cancellation);

    /// <inheritdoc/>
    public async Task<ICoordinationLease> GrantLeaseAsync(TimeSpan timeToLive, CancellationToken cancellation = default)
    {
        var seconds = (long)Math.Ceiling(timeToLive.TotalSeconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1, nameof(timeToLive));
        var asked = _time.GetTimestamp();
        var granted = await _endpoints.CallAsync(
            "/etcdserverpb.Lease/LeaseGrant", new LeaseGrantRequest { TTL = seconds }, LeaseGrantResponse.Parser, isRepeatable: true, cancellation);
        return granted.Error.Length == 0
            ? new EtcdLease(_endpoints, granted.ID, TimeSpan.FromSeconds(granted.TTL), asked, _time)
            : throw new CoordinationException($"the lighthouse gives no lease: {granted.Error}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _endpoints.Dispose();
        return ValueTask.CompletedTask;
    }

    private Compare CompareOf(Condition condition) => condition switch
    {
        Condition.Absent absent => new Compare { Key = _keys.Of(absent.Key), Target = Compare.Types.CompareTarget.Create, CreateRevision = 0 },
        Condition.Unchanged same => new Compare { Key = _keys.Of(same.Key), Target = Compare.Types.CompareTarget.Mod, ModRevision = same.ModRevision },
        Condition.SameSince same => new Compare { Key = _keys.Of(same.Key), Target = Compare.Types.CompareTarget.Create, CreateRevision = same.CreateRevision },
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private RequestOp OperationOf(Change change) => change switch
    {
        Change.Write write => new RequestOp
        {
            RequestPut = new PutRequest { Key = _keys.Of(write.Key), Value = ByteString.CopyFrom(write.Value.Span), Lease = write.LeaseId },
        },
        Change.Remove remove => new RequestOp { RequestDeleteRange = new DeleteRangeRequest { Key = _keys.Of(remove.Key) } },
        Change.RemoveAll all => new RequestOp
        {
            RequestDeleteRange = new DeleteRangeRequest { Key = _keys.Of(all.Prefix), RangeEnd = _keys.EndOf(all.Prefix) },
        },
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };
}
