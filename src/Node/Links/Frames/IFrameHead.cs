namespace ModelCluster.Node.Links.Frames;

/// <summary>The head of a message.</summary>
internal interface IFrameHead
{
    /// <summary>Appends it.</summary>
    void Write(FrameBuffer buffer);
}
