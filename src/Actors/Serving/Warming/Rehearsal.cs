using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Warming;

/// <summary>
/// Runs a model before it may serve: the smoke test compares what it gives for its samples with what they expect, and the
/// warm-up makes the first request as quick as the others. Used by one loading thread at a time.
/// </summary>
internal sealed class Rehearsal(ServableModel model, SessionSlotRunner runner, ISampleReader reader, ServingClock clock, Action<string> note)
{
    /// <summary>Rows and nanoseconds of the last run that went through; null if none did.</summary>
    internal (long Rows, long Nanoseconds)? LastRun { get; private set; }

    /// <summary>Runs the smoke test, then the warm-up.</summary>
    /// <exception cref="ModelLoadException">A sample fails, or gives something else than it expects.</exception>
    internal void Perform(IReadOnlyList<ModelSample> samples)
    {
        var fitting = samples.Where(sample => sample.Versions?.Contains(model.Id.Version) ?? true).ToList();
        if (model.Options.SmokeTest)
        {
            foreach (var sample in fitting)
                Check(sample);
        }

        if (model.Options.WarmUpLargestBatch && model.IsBatched)
            Try(() => RunOnTrialInputs(model.MaxRows));
        for (var i = 0; i < model.Options.WarmUpRuns; i++)
        {
            if (fitting.Count > 0)
                Try(() => Run(fitting[i % fitting.Count], outputs => { }));
            else
                Try(() => RunOnTrialInputs(rows: 1));
        }
    }

    private void Check(ModelSample sample)
    {
        try
        {
            Run(sample, outputs => Compare(sample, outputs));
        }
        catch (Exception failure) when (failure is FormatException or SessionException)
        {
            throw new ModelLoadException($"sample '{sample.Name}' failed: {failure.Message}", failure);
        }
    }

    private void Run(ModelSample sample, Action<IReadOnlyList<NamedTensor>> use)
    {
        using var request = reader.ReadRequest(model.Id.Model, sample.RequestJson);
        var pending = new PendingInference(model.Signature.Inputs.Count, model.Signature.Outputs.Count, _ => { });
        pending.Start();
        var outputs = new Tensor?[model.Signature.Outputs.Count];
        try
        {
            if (RequestBinder.Bind(model, request, pending) is { } error)
                throw new FormatException(error.Message);
            RunTimed(pending.Inputs, pending.Rows, outputs);
            use([.. pending.Outputs.Take(pending.OutputCount).Select(index => new NamedTensor(model.Signature.Outputs[index].Name, outputs[index]!))]);
        }
        finally
        {
            pending.LetGo();
            foreach (var output in outputs)
                output?.Dispose();
        }
    }

    private void RunOnTrialInputs(long rows)
    {
        var inputs = TrialInputs.Create(model.Signature, model.IsBatched, rows);
        var outputs = new Tensor?[model.Signature.Outputs.Count];
        try
        {
            RunTimed(inputs, rows, outputs);
        }
        finally
        {
            foreach (var tensor in inputs.Concat(outputs))
                tensor?.Dispose();
        }
    }

    private void RunTimed(Tensor[] inputs, long rows, Tensor?[] outputs)
    {
        var start = clock.Now;
        runner.Run(inputs, rows, outputs, CancellationToken.None);
        LastRun = (rows, Math.Max(1, clock.Nanoseconds(clock.Now - start)));
    }

    private void Compare(ModelSample sample, IReadOnlyList<NamedTensor> outputs)
    {
        if (sample.ExpectedJson is not { } json)
            return;
        var expected = reader.ReadOutputs(json);
        try
        {
            foreach (var (name, tensor) in expected)
                Compare(sample, name, tensor, outputs.FirstOrDefault(output => output.Name == name).Tensor);
        }
        finally
        {
            foreach (var output in expected)
                output.Tensor.Dispose();
        }
    }

    private static void Compare(ModelSample sample, string name, Tensor expected, Tensor? actual)
    {
        if (actual is null)
            throw new FormatException($"it expects output '{name}', which its request does not give");
        if (TensorDifference.Largest(expected, actual) is not { } difference)
            throw new FormatException($"output '{name}' is {actual.Type.Name()} {actual.Shape}, expected {expected.Type.Name()} {expected.Shape}");
        if (double.IsPositiveInfinity(difference))
            throw new FormatException($"output '{name}' is not what is expected");
        if (difference > sample.Tolerance)
            throw new FormatException($"output '{name}' is {difference:g4} away from what is expected; {sample.Tolerance:g4} is allowed");
    }

    /// <summary>A warm-up run that fails is noted, no more: made-up inputs may be wrong for the model.</summary>
    private void Try(Action run)
    {
        try
        {
            run();
        }
        catch (Exception failure) when (failure is FormatException or SessionException)
        {
            note($"a warm-up run failed: {failure.Message}");
        }
    }
}
