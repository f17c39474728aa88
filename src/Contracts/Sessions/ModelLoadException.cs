namespace ModelCluster.Contracts.Sessions;

/// <summary>A model cannot be loaded. The message is for the operator; a restart cannot help.</summary>
public sealed class ModelLoadException : Exception
{
    /// <summary>With a message that says why and what to do.</summary>
    public ModelLoadException(string message)
        : base(message)
    {
    }

    /// <summary>With the failure behind it.</summary>
    public ModelLoadException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
