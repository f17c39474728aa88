using ModelCluster.Contracts.Inference;

namespace ModelCluster.Node.Telemetry;

/// <summary>Hands some of the requests that pass to the <see cref="RequestLog"/>; none waits for it. Thread-safe.</summary>
internal sealed class SamplingGateway(IInferenceGateway inner, RequestLog log, TimeProvider time) : IInferenceGateway
{
    public ValueTask<InferenceReply> InferAsync(InferenceRequest request, CancellationToken cancellation) =>
        log.IsWanted() ? SampleAsync(request, cancellation) : inner.InferAsync(request, cancellation);

    private async ValueTask<InferenceReply> SampleAsync(InferenceRequest request, CancellationToken cancellation)
    {
        var sample = new SampledRequest { Time = time.GetUtcNow(), Model = request.Model };
        var keeps = log.KeepsTensors && !request.IsRaw && Bytes(request.Inputs) <= log.MaxTensorBytes;
        SampledRequest.Note(request.Inputs, sample.Inputs, keeps ? sample.InputData : null);
        var begun = time.GetTimestamp();
        try
        {
            var reply = await inner.InferAsync(request, cancellation);
            sample.Duration = time.GetElapsedTime(begun);
            sample.Servable = reply.Servable;
            sample.Error = reply.Error;
            keeps = keeps && Bytes(sample.InputData) + Bytes(reply.Outputs) <= log.MaxTensorBytes;
            SampledRequest.Note(reply.Outputs, sample.Outputs, keeps ? sample.OutputData : null);
            log.Add(sample);
            return reply;
        }
        catch
        {
            sample.Dispose();
            throw;
        }
    }

    private static long Bytes(IReadOnlyList<NamedTensor> tensors) => tensors.Sum(tensor => (long)tensor.Tensor.ByteLength);
}
