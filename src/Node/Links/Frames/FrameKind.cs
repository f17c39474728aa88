namespace ModelCluster.Node.Links.Frames;

/// <summary>What a frame is.</summary>
internal enum FrameKind : byte
{
    /// <summary>A request for inference: its head, and its tensors' data or, of a large one, the promise of it.</summary>
    Request = 1,

    /// <summary>The answer to a request, made up like it.</summary>
    Reply = 2,

    /// <summary>The next piece of the data of a large message.</summary>
    More = 3,

    /// <summary>The request's caller has gone away.</summary>
    Cancel = 4,

    /// <summary>Is somebody there?</summary>
    Ping = 5,

    /// <summary>Yes.</summary>
    Pong = 6,
}
