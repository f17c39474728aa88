using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Node.Links.Frames;

/// <summary>The head of a reply: who served it, and its error or what its tensors are.</summary>
/// <param name="Reply">What is answered.</param>
internal readonly record struct ReplyHead(InferenceReply Reply) : IFrameHead
{
    /// <summary>The values of <see cref="RetryElsewhere"/> and of whether the error came from the run share a byte.</summary>
    private const byte FromRun = 4;

    private const long NoRetryAfter = -1;

    /// <inheritdoc/>
    public void Write(FrameBuffer buffer)
    {
        buffer.Text(Reply.Servable.Model.Value);
        buffer.Text(Reply.Servable.Version.ToString());
        buffer.Byte((byte)(Reply.Error?.Status ?? InferenceStatus.Ok));
        if (Reply.Error is { } error)
        {
            buffer.Text(error.Message.Length > LinkLimits.LongestMessage ? error.Message[..LinkLimits.LongestMessage] : error.Message);
            buffer.Int64(error.RetryAfter?.Ticks ?? NoRetryAfter);
            buffer.Byte((byte)((byte)error.RetryElsewhere | (error.IsFromRun ? FromRun : 0)));
        }

        TensorList.Write(buffer, Reply.Outputs);
    }

    /// <summary>Reads one. The reply's memory is rented but its data are still to come; the caller owns it.</summary>
    /// <exception cref="LinkProtocolException">It is none.</exception>
    internal static ReplyHead Read(ReadOnlySpan<byte> head, NameCache names, long mostBytes)
    {
        var reader = new HeadReader(head, names);
        var servable = Servable(ref reader);
        var status = (InferenceStatus)reader.Choice((byte)InferenceStatus.Internal, "status");
        var reply = status == InferenceStatus.Ok ? InferenceReply.From(servable) : InferenceReply.Failed(Error(ref reader, status), servable);
        try
        {
            for (var count = reader.Count(LinkLimits.MostTensors, "outputs"); count > 0; count--)
                reply.Add(TensorList.Read(ref reader, ref mostBytes));
            reader.End();
            return new ReplyHead(reply);
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    private static ServableId Servable(ref HeadReader reader)
    {
        var name = reader.Text();
        if (!ModelVersion.TryParse(reader.Text(), out var version))
            throw new LinkProtocolException("a reply without a version");
        if (name.Length == 0)
            return default; // no servable was found
        return ModelName.TryParse(name, out var model, out var error) ? new ServableId(model, version) : throw new LinkProtocolException(error);
    }

    private static InferenceError Error(ref HeadReader reader, InferenceStatus status)
    {
        var message = reader.Text();
        var retryAfter = reader.Int64();
        var flags = reader.Choice(FromRun | (byte)RetryElsewhere.LinkLost, "kind of error");
        return new InferenceError(status, message, retryAfter < 0 ? null : TimeSpan.FromTicks(retryAfter))
        {
            IsFromRun = (flags & FromRun) != 0,
            RetryElsewhere = (RetryElsewhere)Math.Min(flags & ~FromRun, (int)RetryElsewhere.LinkLost),
        };
    }
}
