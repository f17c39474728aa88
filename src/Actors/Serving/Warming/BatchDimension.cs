using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Warming;

/// <summary>
/// Decides how many rows a model may get at once. The configuration is believed. Without one, the first dimension is a
/// batch if it is free in every input and output, under one name, and a trial shows that rows do not influence each other:
/// a wrong guess would give wrong answers, so what cannot be shown is not assumed.
/// </summary>
internal static class BatchDimension
{
    /// <summary>Rows of the largest batch where nothing is configured.</summary>
    internal const int DefaultMaxBatchSize = 64;

    /// <summary>Rows of the largest batch; 0: the model has no batch dimension.</summary>
    /// <exception cref="ModelLoadException">The configuration wants batches that the model's shapes rule out.</exception>
    internal static int Decide(ModelSignature signature, ModelOptions options, ISessionRunner runner)
    {
        var reason = WhyShapesRuleItOut(signature);
        if (options.MaxBatchSize is { } configured)
        {
            if (configured > 1 && reason is not null)
                throw new ModelLoadException($"max_batch_size is {configured}, but {reason}; set it to 0");
            return reason is null ? configured : 0;
        }

        return reason is null && RowsAreIndependent(signature, runner) ? DefaultMaxBatchSize : 0;
    }

    private static string? WhyShapesRuleItOut(ModelSignature signature)
    {
        string? symbol = null;
        foreach (var spec in signature.Inputs.Concat(signature.Outputs))
        {
            if (spec.Shape.Rank == 0 || spec.Shape[0] >= 0)
                return $"'{spec.Name}' has shape {spec.Shape}, whose first dimension is not free";
            symbol ??= spec.DimensionNames[0];
            if (spec.DimensionNames[0] != symbol)
                return $"the first dimension of '{spec.Name}' is '{spec.DimensionNames[0]}', that of others '{symbol}'";
        }

        return signature.Inputs.Count == 0 ? "the model has no inputs" : null;
    }

    /// <summary>Runs two rows together and each alone: true if the answers are the same.</summary>
    private static bool RowsAreIndependent(ModelSignature signature, ISessionRunner runner)
    {
        using var both = new Trial(signature, TrialInputs.Create(signature, isBatched: true, rows: 2));
        if (!both.TryRun(runner))
            return false;
        for (var row = 0; row < 2; row++)
        {
            using var alone = new Trial(signature, [.. both.Inputs.Select(input => input.SliceRows(row, 1))]);
            if (!alone.TryRun(runner) || !both.AgreesInRow(row, alone))
                return false;
        }

        return true;
    }

    private sealed class Trial(ModelSignature signature, Tensor[] inputs) : IDisposable
    {
        private readonly Tensor?[] _outputs = new Tensor?[signature.Outputs.Count];

        internal Tensor[] Inputs => inputs;

        internal bool TryRun(ISessionRunner runner)
        {
            try
            {
                runner.Run(inputs, _outputs, CancellationToken.None);
                return true;
            }
            catch (SessionException)
            {
                return false; // made-up inputs that the model does not take say nothing about its rows
            }
        }

        internal bool AgreesInRow(int row, Trial alone)
        {
            for (var i = 0; i < _outputs.Length; i++)
            {
                if (_outputs[i]!.Rows != 2 || alone._outputs[i]!.Rows != 1)
                    return false;
                using var part = _outputs[i]!.SliceRows(row, 1);
                if (TensorDifference.Largest(part, alone._outputs[i]!, relative: true) is not <= 1e-3)
                    return false;
            }

            return true;
        }

        public void Dispose()
        {
            foreach (var tensor in inputs.Concat(_outputs.OfType<Tensor>()))
                tensor.Dispose();
        }
    }
}
