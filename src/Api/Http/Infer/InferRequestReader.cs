using System.Buffers;
using System.Text;
using ModelCluster.Api.Http.Json;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Http.Infer;

/// <summary>
/// Reads an inference request: a JSON text, and after it the binary data of those inputs that say they have some. Nothing
/// is known here of the model; names, types and shapes are checked against it by the gateway.
/// </summary>
internal ref struct InferRequestReader
{
    /// <summary>The most inputs, and the most outputs, of one request.</summary>
    private const int MostTensors = 1024;

    private readonly InferTarget _target;
    private readonly InferenceRequest _request;
    private readonly ReplyFormat _format = new();
    private readonly PooledBuffer _scratch;
    private JsonCursor _json;
    private ReadOnlySequence<byte> _binary;
    private bool _hasInputs;

    private InferRequestReader(
        in InferTarget target, InferenceRequest request, in ReadOnlySequence<byte> json, in ReadOnlySequence<byte> binary, PooledBuffer scratch)
    {
        _target = target;
        _request = request;
        _scratch = scratch;
        _json = new JsonCursor(json);
        _binary = binary;
    }

    /// <summary>Reads the whole request.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="json">The JSON text.</param>
    /// <param name="binary">What follows it.</param>
    /// <returns>The request, which is the caller's to dispose or to hand on.</returns>
    /// <exception cref="ProblemException">It is none; nothing stays rented.</exception>
    public static InferBody Read(in InferTarget target, in ReadOnlySequence<byte> json, in ReadOnlySequence<byte> binary)
    {
        var request = new InferenceRequest { Model = target.Model, Version = target.Version };
        using var scratch = new PooledBuffer();
        try
        {
            var reader = new InferRequestReader(target, request, json, binary, scratch);
            reader.ReadAll();
            return new InferBody(request, reader._format);
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private void ReadAll()
    {
        _json.Expect('{', "'{', the request");
        var isFirst = true;
        while (_json.NextMember(ref isFirst, _scratch, out var name))
        {
            if (name.SequenceEqual("inputs"u8))
                ReadInputs();
            else if (name.SequenceEqual("outputs"u8))
                ReadOutputs();
            else if (name.SequenceEqual("id"u8))
                ReadId();
            else if (name.SequenceEqual("parameters"u8))
                Apply(RequestParameters.Read(ref _json, _scratch));
            else
                _json.SkipValue(_scratch);
        }

        _json.ExpectEnd();
        if (!_hasInputs)
            throw ProblemException.BadRequest("the request has no 'inputs'");
        if (_binary.Length > 0)
            throw ProblemException.BadRequest($"unexpected additional input data for model '{_target.Model}'");
    }

    private void ReadId()
    {
        if (!_json.TryReadNull(_scratch))
            _format.Id = Encoding.UTF8.GetString(_json.ReadString(_scratch, "'id', a string"));
    }

    private void ReadInputs()
    {
        if (_hasInputs)
            throw ProblemException.BadRequest($"invalid JSON at byte {_json.Offset}: 'inputs' appears twice");
        _hasInputs = true;
        _json.Expect('[', "'inputs', an array");
        var isFirst = true;
        while (_json.NextElement(ref isFirst))
        {
            if (_request.Inputs.Count == MostTensors)
                throw ProblemException.BadRequest($"a request can have at most {MostTensors} inputs");
            _request.Add(ReadInput());
        }
    }

    private NamedTensor ReadInput()
    {
        var tensor = TensorObject.Read(ref _json, "input", _scratch, out var header, out var parameters);
        if (tensor is null)
        {
            var size = parameters.BinaryDataSize
                ?? throw ProblemException.BadRequest($"{header} has neither 'data' nor the parameter 'binary_data_size'");
            tensor = BinaryData.Take(ref _binary, header, size, _target.Model.Value);
        }
        else if (parameters.BinaryDataSize is not null)
        {
            tensor.Dispose();
            throw ProblemException.BadRequest($"{header} has both 'data' and the parameter 'binary_data_size'; send one of them");
        }

        return new NamedTensor(header.Name, tensor);
    }

    private void ReadOutputs()
    {
        if (_format.Outputs is not null)
            throw ProblemException.BadRequest($"invalid JSON at byte {_json.Offset}: 'outputs' appears twice");
        if (_json.TryReadNull(_scratch))
            return;
        var outputs = new List<RequestedOutput>();
        _json.Expect('[', "'outputs', an array");
        var isFirst = true;
        while (_json.NextElement(ref isFirst))
        {
            if (outputs.Count == MostTensors)
                throw ProblemException.BadRequest($"a request can ask for at most {MostTensors} outputs");
            outputs.Add(ReadOutput());
        }

        _format.Outputs = outputs;
        var names = new string[outputs.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = outputs[i].Name;
            if (names.AsSpan(0, i).Contains(names[i]))
                throw ProblemException.BadRequest($"output '{names[i]}' is asked for twice");
        }

        _request.RequestedOutputs = names;
    }

    private RequestedOutput ReadOutput()
    {
        string? name = null;
        var parameters = default(RequestParameters);
        _json.Expect('{', "an object for an output");
        var isFirst = true;
        while (_json.NextMember(ref isFirst, _scratch, out var member))
        {
            if (member.SequenceEqual("name"u8))
                name = NamePool.Get(_json.ReadString(_scratch, "'name', a string"));
            else if (member.SequenceEqual("parameters"u8))
                parameters = RequestParameters.Read(ref _json, _scratch);
            else
                _json.SkipValue(_scratch);
        }

        if (name is null)
            throw ProblemException.BadRequest("an output that the request asks for has no 'name'");
        return new RequestedOutput(name, parameters.BinaryData, parameters.Classes);
    }

    private readonly void Apply(in RequestParameters parameters)
    {
        _format.BinaryByDefault = parameters.BinaryDataOutput;
        _request.Priority = parameters.Priority;
        if (parameters.TimeoutMicroseconds == 0)
            return;
        var deadline = _target.Arrival + ((Int128)parameters.TimeoutMicroseconds * _target.Time.TimestampFrequency / 1_000_000);
        _request.Deadline = (long)Int128.Min(deadline, long.MaxValue);
    }
}
