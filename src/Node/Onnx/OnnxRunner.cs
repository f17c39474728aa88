using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Onnx;

/// <summary>
/// A slot to run a session: its own bindings of the model's inputs and outputs to the callers' memory. A tensor at the
/// same place and of the same shape as the last run's (the pool gives hot memory first) needs no new binding; a run
/// allocates nothing on the managed heap. Nothing bound is touched between runs, so it does not matter who owns that
/// memory by then.
/// </summary>
internal sealed class OnnxRunner : ISessionRunner
{
    private readonly OnnxSession _session;
    private readonly OrtApi _api;
    private readonly OrtIoBinding _bindings;
    private readonly RunOptions _options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
    private readonly Place[] _inputs;
    private readonly Place[] _outputs;
    private readonly nint[] _values;
    private readonly Tensor?[] _copies;

    public OnnxRunner(OnnxSession session)
    {
        _session = session;
        _api = session.Environment.Api;
        _bindings = session.Session.CreateIoBinding();
        _inputs = new Place[session.InputNames.Length];
        _outputs = new Place[session.OutputNames.Length];
        _values = new nint[_outputs.Length];
        _copies = new Tensor?[_outputs.Length];
        // once in the signature's order: that is the order in which the runtime will list them
        for (var i = 0; i < _outputs.Length; i++)
            LetRuntimeAllocate(i);
    }

    private nint Bindings => _bindings.DangerousGetHandle();

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        CheckCounts(inputs.Length, outputs.Length);
        try
        {
            for (var i = 0; i < inputs.Length; i++)
                BindInput(i, inputs[i]);
            for (var i = 0; i < outputs.Length; i++)
                BindOutput(i, outputs[i]);
            Run(cancellation);
            Collect(outputs);
        }
        catch (Exception e) when (e is OnnxRuntimeException or OrtCallException)
        {
            throw cancellation.IsCancellationRequested
                ? new OperationCanceledException("the run was ended early", e, cancellation)
                : Failure(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bindings.Dispose();
        _options.Dispose();
    }

    private static SessionException Failure(Exception e)
    {
        var message = RuntimeMessages.Clean(e.Message);
        return new SessionException(RuntimeMessages.IsCallersFault(e.Message), message, e);
    }

    private void CheckCounts(int inputs, int outputs)
    {
        if (inputs != _inputs.Length || outputs != _outputs.Length)
        {
            throw new ArgumentException(
                $"the model has {_inputs.Length} inputs and {_outputs.Length} outputs, not {inputs} and {outputs}", nameof(inputs));
        }
    }

    private void Run(CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled)
        {
            _session.Session.RunWithBinding(_options, _bindings);
            return;
        }

        try
        {
            using (cancellation.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, _options))
                _session.Session.RunWithBinding(_options, _bindings);
        }
        finally
        {
            _options.Terminate = false;
        }
    }

    private void BindInput(int index, Tensor tensor)
    {
        if (tensor.Type == TensorType.Bytes)
            Bind(_session.InputNames[index], StringTensors.ToValue(_api, tensor), isInput: true);
        else if (!_session.BindsInPlace || !_inputs[index].Holds(tensor))
            Bind(_session.InputNames[index], ValueOver(tensor), isInput: true);
        _inputs[index].Set(tensor);
    }

    private void BindOutput(int index, Tensor? given)
    {
        if (!IsWrittenInPlace(given))
        {
            LetRuntimeAllocate(index);
        }
        else if (!_session.BindsInPlace || !_outputs[index].Holds(given))
        {
            Bind(_session.OutputNames[index], ValueOver(given), isInput: false);
            _outputs[index].Set(given);
        }
    }

    private void LetRuntimeAllocate(int index)
    {
        _api.BindOutputToDevice(Bindings, _session.OutputNames[index], _session.Environment.CpuMemory);
        _outputs[index] = default;
    }

    /// <summary>Binds the value and lets go of it: the binding keeps its own hold.</summary>
    private void Bind(Utf8Name name, nint value, bool isInput)
    {
        try
        {
            if (isInput)
                _api.BindInput(Bindings, name, value);
            else
                _api.BindOutput(Bindings, name, value);
        }
        finally
        {
            _api.ReleaseValue(value);
        }
    }

    private nint ValueOver(Tensor tensor) => _api.CreateTensor(
        _session.Environment.CpuMemory, tensor.Address, tensor.ByteLength, tensor.Shape.AsSpan(), ElementTypes.ToOrt(tensor.Type));

    /// <summary>True for memory the runtime can write to; strings it always allocates itself.</summary>
    private static bool IsWrittenInPlace([NotNullWhen(true)] Tensor? given) => given is { Type: not TensorType.Bytes };

    /// <summary>Copies what the runtime allocated, and hands it over when all of it is there.</summary>
    private void Collect(Span<Tensor?> outputs)
    {
        if (!_session.BindsInPlace)
            _bindings.SynchronizeBoundOutputs();
        if (!NeedsCopies(outputs))
            return;
        _api.BoundOutputs(Bindings, _values);
        try
        {
            for (var i = 0; i < outputs.Length; i++)
                _copies[i] = IsWrittenInPlace(outputs[i]) ? null : CopyOutput(i, outputs[i]);
            for (var i = 0; i < outputs.Length; i++)
            {
                outputs[i] ??= _copies[i];
                _copies[i] = null;
            }
        }
        finally
        {
            foreach (ref var copy in _copies.AsSpan())
            {
                copy?.Dispose();
                copy = null;
            }

            foreach (var value in _values)
                _api.ReleaseValue(value);
        }
    }

    private static bool NeedsCopies(ReadOnlySpan<Tensor?> outputs)
    {
        foreach (var output in outputs)
        {
            if (!IsWrittenInPlace(output))
                return true;
        }

        return false;
    }

    /// <summary>Copies an output into what was given for it, or into a rented tensor; then the runtime may free its own.</summary>
    private Tensor? CopyOutput(int index, Tensor? given)
    {
        var output = _session.Signature.Outputs[index];
        var copy = RuntimeOutputs.Copy(_api, _values[index], output);
        LetRuntimeAllocate(index);
        if (given is null)
            return copy;
        RuntimeOutputs.MoveInto(given, copy, output.Name);
        return null;
    }

    /// <summary>What an input or output is bound to.</summary>
    private struct Place
    {
        private nint _address;
        private TensorShape _shape;

        public readonly bool Holds(Tensor tensor) => _address == tensor.Address && _shape == tensor.Shape;

        public void Set(Tensor tensor)
        {
            _address = tensor.Address;
            _shape = tensor.Shape;
        }
    }
}
