namespace ModelCluster.Contracts.Servables;

/// <summary>Thrown by a servable whose inputs are wrong. The client gets the message, and repeating the request cannot help.</summary>
public sealed class ServableInputException : Exception
{
    /// <summary>With a message that names the input, what is wrong with it, and what is allowed.</summary>
    public ServableInputException(string message)
        : base(message)
    {
    }

    /// <summary>With the failure behind it, which the client does not see.</summary>
    public ServableInputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
