using System.Runtime.InteropServices;
using System.Text;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Servables;

/// <summary>
/// One call of a servable: inputs to read and outputs to set, each in memory that the protocols' endpoints use as it is.
/// Used by one call, by one thread at a time; nothing of it may be kept after the call has ended.
/// </summary>
public sealed class ServableCall
{
    private readonly ModelSignature _signature;
    private readonly Tensor[] _inputs;
    private readonly Tensor?[] _outputs;
    private bool _hasEnded;

    /// <summary>For the node, and for tests of a servable.</summary>
    /// <param name="signature">What the servable declares.</param>
    /// <param name="inputs">In the signature's order; stay the caller's.</param>
    /// <param name="cancellation">See <see cref="Cancellation"/>.</param>
    public ServableCall(ModelSignature signature, ReadOnlySpan<Tensor> inputs, CancellationToken cancellation = default)
    {
        _signature = signature;
        _inputs = inputs.ToArray();
        _outputs = new Tensor?[signature.Outputs.Count];
        Cancellation = cancellation;
    }

    /// <summary>Cancelled when the only client of this call has gone away; never for a call that holds several requests.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Dimension 0 of the first input: the rows of the call, where the servable is one that takes rows.</summary>
    public long Rows => Input(0).Rows;

    /// <summary>The outputs set so far, in the signature's order; whoever made the call disposes them.</summary>
    public IReadOnlyList<Tensor?> Outputs => _outputs;

    /// <summary>An input as it came.</summary>
    /// <exception cref="ArgumentException">The servable declares no such input.</exception>
    public Tensor Input(string name) => Input(IndexOf(name, _signature.Inputs, "input"));

    /// <summary>The elements of an input of fixed-size elements, row-major.</summary>
    /// <exception cref="ArgumentException">There is no such input, or its elements are of another type.</exception>
    public ReadOnlySpan<T> Values<T>(string name)
        where T : unmanaged
    {
        var tensor = Input(name);
        ElementTypes.Check<T>(tensor.Type, name);
        return MemoryMarshal.Cast<byte, T>(tensor.Span);
    }

    /// <summary>The elements of a BYTES input as UTF-8 texts; what is no UTF-8 becomes U+FFFD.</summary>
    /// <exception cref="ArgumentException">There is no such input, or it is not BYTES.</exception>
    public string[] Texts(string name)
    {
        var tensor = Input(name);
        if (tensor.Type != TensorType.Bytes)
            throw new ArgumentException($"'{name}' is {tensor.Type.Name()}, not BYTES; read it with Values", nameof(name));
        var texts = new List<string>();
        ReadOnlySpan<byte> data = tensor.Span;
        while (ByteStrings.TryRead(ref data, out var element))
            texts.Add(Encoding.UTF8.GetString(element));
        return [.. texts];
    }

    /// <summary>Makes an output of fixed-size elements, to be filled by the caller; it is not zeroed.</summary>
    /// <param name="name">The output.</param>
    /// <param name="shape">Its dimensions, which must fit the declared ones; the first is <see cref="Rows"/> where rows are taken.</param>
    /// <exception cref="ArgumentException">There is no such output, its elements or shape are others, or it is set already.</exception>
    public Span<T> Output<T>(string name, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var index = IndexOf(name, _signature.Outputs, "output");
        ElementTypes.Check<T>(_signature.Outputs[index].Type, name);
        return MemoryMarshal.Cast<byte, T>(Set(index, Tensor.Rent(_signature.Outputs[index].Type, new TensorShape(shape))).Span);
    }

    /// <summary>Sets a BYTES output; the texts become UTF-8, row-major.</summary>
    /// <exception cref="ArgumentException">There is no such output, it is not BYTES, the shape does not fit, or it is set already.</exception>
    public void Output(string name, IReadOnlyCollection<string> texts, params ReadOnlySpan<long> shape)
    {
        var index = IndexOf(name, _signature.Outputs, "output");
        if (_signature.Outputs[index].Type != TensorType.Bytes)
            throw new ArgumentException($"'{name}' is {_signature.Outputs[index].Type.Name()}, not BYTES", nameof(name));
        var dimensions = new TensorShape(shape);
        if (!dimensions.TryCountElements(out var count) || count != texts.Count)
            throw new ArgumentException($"'{name}' is to have shape {dimensions}, but {texts.Count} texts were given", nameof(texts));
        var tensor = Tensor.Rent(TensorType.Bytes, dimensions, texts.Sum(text => ByteStrings.LengthBytes + Encoding.UTF8.GetByteCount(text)));
        var target = tensor.Span;
        foreach (var text in texts)
            target = target[ByteStrings.Write(target, Encoding.UTF8.GetBytes(text))..];
        Set(index, tensor);
    }

    /// <summary>Says that the call has ended: from now on its inputs and outputs are refused.</summary>
    public void End() => _hasEnded = true;

    private Tensor Input(int index)
    {
        ObjectDisposedException.ThrowIf(_hasEnded, this);
        return _inputs[index];
    }

    private Tensor Set(int index, Tensor tensor)
    {
        var spec = _signature.Outputs[index];
        var problem = _hasEnded ? "was set after the call had ended"
            : _outputs[index] is not null ? "was set twice"
            : !tensor.Shape.Fits(spec.Shape) ? $"is declared as {spec.Shape}, but was set as {tensor.Shape}"
            : null;
        if (problem is null)
            return _outputs[index] = tensor;
        tensor.Dispose();
        throw new ArgumentException($"output '{spec.Name}' {problem}", nameof(index));
    }

    private static int IndexOf(string name, IReadOnlyList<TensorSpec> specs, string kind)
    {
        for (var i = 0; i < specs.Count; i++)
        {
            if (specs[i].Name == name)
                return i;
        }

        throw new ArgumentException($"the servable declares no {kind} '{name}'; it has {string.Join(", ", specs.Select(spec => $"'{spec.Name}'"))}", nameof(name));
    }
}
