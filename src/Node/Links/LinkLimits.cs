namespace ModelCluster.Node.Links;

/// <summary>Sizes that both sides of a link keep to, in bytes; part of the protocol.</summary>
internal static class LinkLimits
{
    /// <summary>The longest head of a message: its names, types and shapes, or its error.</summary>
    internal const int LongestHead = 1 << 20;

    /// <summary>Messages with more data than this are sent in pieces, so that small ones pass them.</summary>
    internal const int LongestWhole = 32 << 10;

    /// <summary>The longest piece of a large message.</summary>
    internal const int Piece = 128 << 10;

    /// <summary>How many large messages are under way at once on one lane; more wait their turn.</summary>
    internal const int LargeAtOnce = 8;

    /// <summary>The most tensors, or names of outputs, in a message.</summary>
    internal const int MostTensors = 4096;

    /// <summary>The longest text of an error, in characters; more is cut off.</summary>
    internal const int LongestMessage = 8192;
}
