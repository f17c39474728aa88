using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Execution;

/// <summary>
/// Runs a session on whole tensors of any number of rows: more rows than the largest batch go in several runs, whose
/// outputs are put together again. Used by one thread at a time.
/// </summary>
internal sealed class SessionSlotRunner(ServableModel model, ISessionRunner runner) : IDisposable
{
    private readonly Tensor[] _slices = new Tensor[model.Signature.Inputs.Count];
    private bool _foretellsOutputs = runner.WritesInPlace;

    /// <summary>Session runs of the last <see cref="Run"/>.</summary>
    internal int Runs { get; private set; }

    /// <summary>Runs the model; fills every place of <paramref name="outputs"/>, which become the caller's.</summary>
    /// <exception cref="SessionException">The run failed; the places are empty.</exception>
    /// <exception cref="OperationCanceledException">It was ended early; likewise.</exception>
    internal void Run(ReadOnlySpan<Tensor> inputs, long rows, Span<Tensor?> outputs, CancellationToken cancellation)
    {
        Runs = 0;
        if (model.IsBatched && rows > model.MaxBatchSize)
            RunInParts(inputs, rows, outputs, cancellation);
        else
            RunWhole(inputs, rows, outputs, cancellation);
    }

    public void Dispose() => runner.Dispose();

    private void RunWhole(ReadOnlySpan<Tensor> inputs, long rows, Span<Tensor?> outputs, CancellationToken cancellation)
    {
        Runs++;
        try
        {
            if (!_foretellsOutputs || !Rent(inputs, outputs))
                runner.Run(inputs, outputs, cancellation);
            else if (!TryRunForetold(inputs, outputs, cancellation))
            {
                runner.Run(inputs, outputs, cancellation);
                _foretellsOutputs = false;
            }

            if (model.IsBatched)
                CheckRows(outputs, rows);
        }
        catch
        {
            Return(outputs);
            throw;
        }
    }

    /// <summary>
    /// False: it failed, maybe because the symbols in the model file promise shapes that it does not keep. Whether it runs
    /// without them is then to be seen.
    /// </summary>
    private bool TryRunForetold(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs, CancellationToken cancellation)
    {
        try
        {
            runner.Run(inputs, outputs, cancellation);
            return true;
        }
        catch (SessionException)
        {
            Return(outputs);
            return false;
        }
    }

    private void RunInParts(ReadOnlySpan<Tensor> inputs, long rows, Span<Tensor?> outputs, CancellationToken cancellation)
    {
        var parts = new List<Tensor[]>();
        try
        {
            for (long first = 0; first < rows; first += model.MaxBatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                parts.Add(RunPart(inputs, first, Math.Min(model.MaxBatchSize, rows - first), cancellation));
            }

            for (var i = 0; i < outputs.Length; i++)
                outputs[i] = Join([.. parts.Select(part => part[i])], model.Signature.Outputs[i].Name, rows);
        }
        catch
        {
            Return(outputs);
            throw;
        }
        finally
        {
            foreach (var tensor in parts.SelectMany(part => part))
                tensor.Dispose();
        }
    }

    private Tensor[] RunPart(ReadOnlySpan<Tensor> inputs, long first, long rows, CancellationToken cancellation)
    {
        var outputs = new Tensor?[model.Signature.Outputs.Count];
        try
        {
            for (var i = 0; i < inputs.Length; i++)
                _slices[i] = inputs[i].SliceRows(first, rows);
            RunWhole(_slices, rows, outputs, cancellation);
        }
        finally
        {
            foreach (var slice in _slices)
                slice?.Dispose();
            Array.Clear(_slices);
        }

        return outputs!;
    }

    private Tensor Join(Tensor[] parts, string output, long rows)
    {
        foreach (var part in parts)
        {
            if (part.Shape.WithRows(1) != parts[0].Shape.WithRows(1))
                throw new SessionException(
                    isCallersFault: true,
                    $"the {rows} rows were split, and output '{output}' is {parts[0].Shape} for one part and {part.Shape} for another; send at most {model.MaxBatchSize} rows at once");
        }

        return BatchAssembler.Concat(parts);
    }

    private bool Rent(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs)
    {
        var any = false;
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = model.OutputShapes[i].TryRent(inputs);
            any |= outputs[i] is not null;
        }

        return any;
    }

    private void CheckRows(Span<Tensor?> outputs, long rows)
    {
        for (var i = 0; i < outputs.Length; i++)
        {
            var shape = outputs[i]!.Shape;
            if (shape.Rank > 0 && shape[0] == rows)
                continue;
            Return(outputs);
            throw new SessionException(
                isCallersFault: false,
                $"output '{model.Signature.Outputs[i].Name}' of model '{model.Id.Model}' has shape {shape} for {rows} rows; set max_batch_size to 0 if its first dimension is not a batch");
        }
    }

    private static void Return(Span<Tensor?> outputs)
    {
        foreach (ref var output in outputs)
        {
            output?.Dispose();
            output = null;
        }
    }
}
