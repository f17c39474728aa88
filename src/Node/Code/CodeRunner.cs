using ModelCluster.Contracts.Servables;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Code;

/// <summary>A slot to call a servable in. A call that waits keeps the slot's thread until it has ended.</summary>
internal sealed class CodeRunner(CodeSession session) : ISessionRunner
{
    /// <inheritdoc/>
    public bool WritesInPlace => false;

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var call = new ServableCall(session.Signature, inputs, cancellation);
        try
        {
            Wait(session.Servable.RunAsync(call));
            HandOver(call, outputs);
        }
        catch (Exception failure)
        {
            foreach (var output in call.Outputs)
                output?.Dispose();
            throw Failure(failure, cancellation);
        }
        finally
        {
            call.End();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // there is nothing but the servable, which is the session's
    }

    private static void Wait(ValueTask task)
    {
        if (task.IsCompletedSuccessfully)
            task.GetAwaiter().GetResult();
        else
            task.AsTask().GetAwaiter().GetResult(); // a ValueTask itself may not be waited for
    }

    private void HandOver(ServableCall call, Span<Tensor?> outputs)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            if (call.Outputs[i] is null)
                throw new InvalidOperationException($"the call ended without setting output '{session.Signature.Outputs[i].Name}'");
        }

        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = call.Outputs[i];
    }

    /// <summary>What the failure is to the caller, without the exception itself: see <see cref="ServableClass"/>.</summary>
    private static Exception Failure(Exception failure, CancellationToken cancellation) => failure switch
    {
        OperationCanceledException when cancellation.IsCancellationRequested => new OperationCanceledException("the call was ended early", cancellation),
        ServableInputException => new SessionException(isCallersFault: true, failure.Message),
        _ => new SessionException(isCallersFault: false, ServableClass.Text(failure)),
    };
}
