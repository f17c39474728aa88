using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Servables;

/// <summary>
/// A model written as a .NET class. An assembly in the repository, <c>&lt;model&gt;/&lt;version&gt;/&lt;Name&gt;.dll</c>, holds
/// exactly one public class that implements this, with a public constructor that takes a <see cref="ServableContext"/> or
/// nothing. The node makes one object per loaded version; if it is <see cref="IDisposable"/>, it is disposed when the version
/// is unloaded, after its last call has ended.
/// </summary>
public interface IServable
{
    /// <summary>What a call takes. Read once, after the constructor; at least one.</summary>
    IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>What a call gives. Read once, after the constructor; at least one.</summary>
    IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>
    /// Reads the inputs of <paramref name="call"/> and sets every output. Several calls run at once, as many as the model's
    /// <c>instances</c>, so state is to be shared with care. Where every first dimension is free (-1), the rows of several
    /// requests may come in one call, if a trial at load shows that rows do not influence each other.
    /// </summary>
    /// <param name="call">One call; of no use after the task has ended.</param>
    /// <returns>Ends when every output is set; work that needs no waiting returns <see cref="ValueTask.CompletedTask"/>.</returns>
    /// <exception cref="ServableInputException">The inputs are wrong; the client learns the message (400).</exception>
    ValueTask RunAsync(ServableCall call);
}
