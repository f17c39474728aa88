using System.Text;

namespace ModelCluster.Node.Tests.Onnx;

/// <summary>
/// Writes small ONNX files for tests, field by field of onnx.proto, so that a test shows the model it is about.
/// </summary>
internal sealed class OnnxModelBuilder(int irVersion = 7, int opset = 13)
{
    public const int Floats = 1;
    public const int Longs = 7;
    public const int Bools = 9;

    private readonly List<byte[]> _graph = [];
    private readonly List<byte[]> _properties = [];

    /// <summary>A tensor's type; a dimension is a number, a name, or empty for a nameless free one.</summary>
    public static byte[] TensorOf(int element, params string[] shape) =>
        Field(1, [.. Number(1, element), .. Field(2, [.. shape.SelectMany(static d => Field(1, Dimension(d)))])]);

    public static byte[] Sequence(byte[] element) => Field(4, Field(1, element));

    public OnnxModelBuilder Input(string name, byte[] type) => Add(11, [.. Text(1, name), .. Field(2, type)]);

    public OnnxModelBuilder Output(string name, byte[] type) => Add(12, [.. Text(1, name), .. Field(2, type)]);

    public OnnxModelBuilder Constant(string name, long value) =>
        Add(5, [.. Number(2, Longs), .. Text(8, name), .. Field(9, BitConverter.GetBytes(value))]);

    public OnnxModelBuilder Constant(string name, bool value) =>
        Add(5, [.. Number(2, Bools), .. Text(8, name), .. Field(9, [value ? (byte)1 : (byte)0])]);

    /// <summary>A number whose bytes are in a file beside the model.</summary>
    public OnnxModelBuilder ExternalConstant(string name, string location) =>
        Add(5, [.. Number(2, Longs), .. Text(8, name), .. Field(13, [.. Text(1, "location"), .. Text(2, location)]), .. Number(14, 1)]);

    public OnnxModelBuilder Node(string operation, string[] inputs, string[] outputs, params byte[][] attributes) => Add(1,
    [
        .. inputs.SelectMany(static name => Text(1, name)), .. outputs.SelectMany(static name => Text(2, name)),
        .. Text(4, operation), .. attributes.SelectMany(static a => Field(5, a)),
    ]);

    /// <summary>An attribute that holds a graph, such as a loop's body.</summary>
    public static byte[] GraphAttribute(string name, OnnxModelBuilder body) =>
        [.. Text(1, name), .. Field(6, body.Graph()), .. Number(20, 5)];

    public static byte[] IntegerAttribute(string name, long value) => [.. Text(1, name), .. Number(3, value), .. Number(20, 2)];

    /// <summary>A property of the file, beside the graph.</summary>
    public OnnxModelBuilder Property(string key, string value)
    {
        _properties.Add(Field(14, [.. Text(1, key), .. Text(2, value)]));
        return this;
    }

    public byte[] Build() => [.. Number(1, irVersion), .. Field(7, Graph()), .. Field(8, Number(2, opset)), .. _properties.SelectMany(static part => part)];

    private byte[] Graph() => [.. _graph.SelectMany(static part => part), .. Text(2, "test")];

    private OnnxModelBuilder Add(int field, byte[] content)
    {
        _graph.Add(Field(field, content));
        return this;
    }

    private static byte[] Dimension(string dimension) => dimension.Length == 0 ? []
        : long.TryParse(dimension, out var number) ? Number(1, number) : Text(2, dimension);

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [.. Varint((ulong)((field << 3) | 2)), .. Varint((ulong)content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint((ulong)(field << 3)), .. Varint((ulong)value)];

    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
