namespace ModelCluster.Actors.Kernel;

/// <summary>Takes the answer behind a <see cref="ReplyTo{TReply}"/>. The generation tells apart the uses of a pooled sink.</summary>
internal interface IReplySink<in TReply>
{
    void Reply(long generation, TReply reply);

    void Fail(long generation, Exception reason);
}
