using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Binding;

/// <summary>
/// Checks a request against a model's signature and lays its tensors out in the session's order. Texts are those that
/// clients of the Open Inference Protocol know. Stateless.
/// </summary>
internal static class RequestBinder
{
    /// <summary>
    /// Moves the request's tensors into <paramref name="pending"/>; on an error they stay where they are.
    /// </summary>
    internal static InferenceError? Bind(ServableModel model, InferenceRequest request, PendingInference pending)
    {
        var error = request.IsRaw ? RawInput.Complete(model, request) : null;
        error ??= BindInputs(model, request, pending) ?? BindOutputs(model, request.RequestedOutputs, pending);
        if (error is not null)
        {
            Array.Clear(pending.Inputs);
            return error;
        }

        pending.Rows = model.IsBatched ? pending.Inputs[0].Rows : 1;
        for (var i = 0; i < request.Inputs.Count; i++)
            request.Release(i);
        return null;
    }

    /// <summary>Undoes <see cref="Bind"/>, for a request that another servable is to have.</summary>
    internal static void Unbind(ServableModel model, InferenceRequest request, PendingInference pending)
    {
        request.ForgetReleased();
        for (var i = 0; i < pending.Inputs.Length; i++)
        {
            request.Add(new NamedTensor(model.Signature.Inputs[i].Name, pending.Inputs[i]));
            pending.Inputs[i] = null!;
        }
    }

    /// <summary>Puts the tensors into their places; on success they are still the request's, too.</summary>
    private static InferenceError? BindInputs(ServableModel model, InferenceRequest request, PendingInference pending)
    {
        var inputs = request.Inputs;
        if (inputs.Count != model.Signature.Inputs.Count)
            return WrongInputs(model, request);
        long rows = -1;
        for (var i = 0; i < inputs.Count; i++)
        {
            var index = model.InputIndex(inputs[i].Name);
            if (index < 0)
                return Invalid($"unexpected inference input '{inputs[i].Name}' for model '{model.Id.Model}'");
            if (pending.Inputs[index] is not null)
                return Invalid($"input '{inputs[i].Name}' already exists in request for model '{model.Id.Model}'");
            var error = CheckInput(model, model.Signature.Inputs[index], inputs[i].Tensor, ref rows);
            if (error is not null)
                return error;
            pending.Inputs[index] = inputs[i].Tensor;
        }

        return null;
    }

    private static InferenceError? CheckInput(ServableModel model, TensorSpec spec, Tensor tensor, ref long rows)
    {
        if (tensor.Type != spec.Type)
            return Invalid($"inference input '{spec.Name}' data-type is '{tensor.Type.Name()}', but model '{model.Id.Model}' expects '{spec.Type.Name()}'");
        if (!tensor.Shape.Fits(spec.Shape))
            return Invalid($"unexpected shape for input '{spec.Name}' for model '{model.Id.Model}'. Expected {spec.Shape}, got {tensor.Shape}");
        if (!model.IsBatched)
            return null;
        if (tensor.Rows == 0)
            return Invalid($"input '{spec.Name}' for model '{model.Id.Model}' has no rows; its first dimension must be at least 1");
        if (!model.Options.SplitOversized && tensor.Rows > model.MaxBatchSize)
            return Invalid($"inference request batch-size must be <= {model.MaxBatchSize} for '{model.Id.Model}'");
        if (rows >= 0 && tensor.Rows != rows)
            return Invalid($"input '{spec.Name}' batch size {tensor.Rows} does not match other inputs' {rows} for model '{model.Id.Model}'");
        rows = tensor.Rows;
        return null;
    }

    private static InferenceError? BindOutputs(ServableModel model, IReadOnlyList<string> requested, PendingInference pending)
    {
        if (requested.Count == 0)
        {
            model.AllOutputs.CopyTo(pending.Outputs, 0);
            pending.OutputCount = model.AllOutputs.Length;
            return null;
        }

        pending.OutputCount = 0;
        for (var i = 0; i < requested.Count; i++)
        {
            var index = model.OutputIndex(requested[i]);
            if (index < 0)
                return Invalid($"unexpected inference output '{requested[i]}' for model '{model.Id.Model}'");
            if (pending.Outputs.AsSpan(0, pending.OutputCount).Contains(index))
                return Invalid($"output '{requested[i]}' already requested for model '{model.Id.Model}'");
            pending.Outputs[pending.OutputCount++] = index;
        }

        return null;
    }

    private static InferenceError WrongInputs(ServableModel model, InferenceRequest request)
    {
        var expected = model.Signature.Inputs.Select(spec => spec.Name).ToList();
        var got = request.Inputs.Select(input => input.Name).ToList();
        var missing = expected.Except(got, StringComparer.Ordinal).ToList();
        var note = missing.Count > 0 ? $", but missing required input(s) [{Quoted(missing)}]" : "";
        return Invalid($"expected {expected.Count} inputs but got {got.Count} inputs for model '{model.Id.Model}'. Got input(s) [{Quoted(got)}]{note}. Please provide all required input(s).");
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static InferenceError Invalid(string message) => new(InferenceStatus.InvalidArgument, message);
}
