using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Traffic;

/// <summary>
/// A copy of a request for a shadow version, made before the client's own is taken in and run after that one is answered, on
/// a thread of the pool. The tensors are leases of the same memory: nothing is copied. <see cref="Run"/> disposes it in the
/// end; one that is not run is disposed by its owner.
/// </summary>
internal sealed class MirroredRequest : IThreadPoolWorkItem, IDisposable
{
    private readonly MirrorTap _tap;
    private readonly IReplica _shadow;
    private readonly ServingClock _clock;
    private readonly InferenceRequest _copy;
    private readonly long _bytes;
    private readonly List<NamedTensor> _expected = [];
    private TimeSpan _primaryTook;

    private MirroredRequest(MirrorTap tap, IReplica shadow, ServingClock clock, InferenceRequest request, long bytes)
    {
        (_tap, _shadow, _clock, _bytes) = (tap, shadow, clock, bytes);
        _copy = new InferenceRequest
        {
            Model = request.Model,
            IsRaw = request.IsRaw,
            RequestedOutputs = request.RequestedOutputs,
            Priority = shadow.Model.Options.PriorityLevels, // behind every client
        };
        for (var i = 0; i < request.Inputs.Count; i++)
            _copy.Add(new NamedTensor(request.Inputs[i].Name, request.Inputs[i].Tensor.Share()));
    }

    /// <summary>A copy, unless there is no room for one.</summary>
    internal static MirroredRequest? TryMake(MirrorTap tap, IReplica shadow, ServingClock clock, InferenceRequest request)
    {
        long bytes = 0;
        for (var i = 0; i < request.Inputs.Count; i++)
            bytes += request.Inputs[i].Tensor.ByteLength;
        return tap.TryEnter(bytes) ? new MirroredRequest(tap, shadow, clock, request, bytes) : null;
    }

    /// <summary>The client's request has outputs: runs the copy on another thread.</summary>
    internal void Run(InferenceReply primary, TimeSpan took)
    {
        _primaryTook = took;
        foreach (var (name, tensor) in primary.Outputs)
            _expected.Add(new NamedTensor(name, tensor.Share()));
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Gives the tensors and the room for the copy back. Called once.</summary>
    public void Dispose()
    {
        _copy.Dispose();
        foreach (var (_, tensor) in _expected)
            tensor.Dispose();
        _tap.Leave(_bytes);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        try
        {
            var start = _clock.Now;
            if (!_shadow.TrySubmit(_copy, CancellationToken.None, out var pending))
            {
                _tap.CountUnavailable();
                return;
            }

            _tap.CountRequest();
            using var reply = await pending;
            var took = _clock.Duration(_clock.Now - start);
            if (reply.Error is not null)
                _tap.CountError();
            else
                _tap.Count(OutputComparison.Of(_expected, reply.Outputs, _tap.Mirror.Tolerance), _primaryTook, took);
        }
        catch (Exception)
        {
            _tap.CountError(); // a shadow's failure is a figure, whatever it is; its session says more in the log
        }
        finally
        {
            Dispose();
        }
    }
}
