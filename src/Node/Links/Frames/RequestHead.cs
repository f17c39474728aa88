using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Node.Links.Frames;

/// <summary>The head of a request: which replica, how long it has, and what its tensors are.</summary>
/// <param name="Replica">Whom it is for.</param>
/// <param name="Request">What is asked. Its deadline is not sent: clocks differ.</param>
/// <param name="Left">Microseconds to its deadline; <see cref="NoDeadline"/> for none.</param>
internal readonly record struct RequestHead(ReplicaKey Replica, InferenceRequest Request, long Left) : IFrameHead
{
    internal const long NoDeadline = -1;

    /// <inheritdoc/>
    public void Write(FrameBuffer buffer)
    {
        buffer.Text(Replica.Model.Value);
        buffer.Int32(Replica.Number);
        buffer.Int64(Left);
        buffer.Int32(Request.Priority);
        buffer.Int32(Request.Depth);
        buffer.Byte(Request.IsRaw ? (byte)1 : (byte)0);
        buffer.Int32(Request.RequestedOutputs.Count);
        for (var i = 0; i < Request.RequestedOutputs.Count; i++)
            buffer.Text(Request.RequestedOutputs[i]);
        TensorList.Write(buffer, Request.Inputs);
    }

    /// <summary>Reads one. The request's memory is rented but its data are still to come; the caller owns it.</summary>
    /// <exception cref="LinkProtocolException">It is none.</exception>
    internal static RequestHead Read(ReadOnlySpan<byte> head, NameCache names, long mostBytes)
    {
        var reader = new HeadReader(head, names);
        if (!ModelName.TryParse(reader.Text(), out var model, out var error))
            throw new LinkProtocolException(error);
        var replica = new ReplicaKey(model, reader.Int32());
        var left = Math.Max(NoDeadline, reader.Int64());
        var priority = reader.Int32();
        var request = new InferenceRequest { Model = model, Priority = priority, Depth = reader.Int32(), IsRaw = reader.Choice(1, "flag") == 1 };
        try
        {
            request.RequestedOutputs = Outputs(ref reader);
            for (var count = reader.Count(LinkLimits.MostTensors, "inputs"); count > 0; count--)
                request.Add(TensorList.Read(ref reader, ref mostBytes));
            reader.End();
            return new RequestHead(replica, request, left);
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private static string[] Outputs(ref HeadReader reader)
    {
        var count = reader.Count(LinkLimits.MostTensors, "requested outputs");
        if (count == 0)
            return [];
        var outputs = new string[count];
        for (var i = 0; i < count; i++)
            outputs[i] = reader.Text();
        return outputs;
    }
}
