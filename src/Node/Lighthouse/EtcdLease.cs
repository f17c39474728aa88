using ModelCluster.Contracts.Coordination;
using ModelCluster.Node.Lighthouse.Protos;

namespace ModelCluster.Node.Lighthouse;

/// <summary>
/// A lease, renewed every third of its time. It is taken to have ended when its time has passed since the last renewal was
/// *sent*: never later than etcd ends it.
/// </summary>
internal sealed class EtcdLease : ICoordinationLease
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    private readonly EtcdEndpoints _endpoints;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeToLive;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;
    private bool _isDisposed;

    internal EtcdLease(EtcdEndpoints endpoints, long id, TimeSpan timeToLive, long grantedAt, TimeProvider time)
    {
        Id = id;
        _endpoints = endpoints;
        _timeToLive = timeToLive;
        _time = time;
        _renewing = RenewAsync(grantedAt);
    }

    public long Id { get; }

    public CancellationToken Ended => _ended.Token;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _stop.CancelAsync();
        await _renewing;
        await _ended.CancelAsync();
        try
        {
            await _endpoints.CallAsync(
                "/etcdserverpb.Lease/LeaseRevoke", new LeaseRevokeRequest { ID = Id }, LeaseRevokeResponse.Parser, isRepeatable: true, CancellationToken.None);
        }
        catch (Exception failure) when (failure is CoordinationException or ObjectDisposedException)
        {
            return; // it ends by itself within its time
        }
    }

    /// <summary>Ends when the lease is given back, or has ended.</summary>
    private async Task RenewAsync(long renewedAt)
    {
        await Task.Yield();
        var pause = _timeToLive / 3;
        while (await WaitAsync(pause))
        {
            var left = _timeToLive - _time.GetElapsedTime(renewedAt);
            if (left <= TimeSpan.Zero)
                break;
            var sent = _time.GetTimestamp();
            var remaining = await TryRenewAsync(left);
            if (remaining == 0)
                break; // etcd no longer knows it
            if (remaining > 0)
                renewedAt = sent;
            pause = remaining > 0 ? _timeToLive / 3 : RetryPause;
        }

        await _ended.CancelAsync();
    }

    private async Task<bool> WaitAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, _stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Seconds that it has now; 0: it has ended; negative: no member answered.</summary>
    private async Task<long> TryRenewAsync(TimeSpan limit)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        stop.CancelAfter(limit);
        try
        {
            await using var call = await _endpoints.OpenAsync("/etcdserverpb.Lease/LeaseKeepAlive", LeaseKeepAliveResponse.Parser, stop.Token);
            await call.WriteAsync(new LeaseKeepAliveRequest { ID = Id }, stop.Token);
            await foreach (var answer in call.ReadAllAsync(stop.Token))
                return answer.TTL;
            return -1;
        }
        catch (ObjectDisposedException)
        {
            return 0; // the store is gone: nobody will renew it
        }
        catch (Exception failure) when (failure is CoordinationException or Api.Grpc.GrpcException or OperationCanceledException)
        {
            _endpoints.MoveOn();
            return -1;
        }
    }
}
