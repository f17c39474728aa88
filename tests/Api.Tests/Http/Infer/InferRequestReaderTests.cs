using System.Text;
using System.Text.RegularExpressions;
using ModelCluster.Api.Http;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Tests.Http.Infer;

public sealed class InferRequestReaderTests
{
    private static string Refused(string json, params byte[] binary) =>
        Should.Throw<ProblemException>(() => Requests.Read(json, binary).Request.Dispose()).Message;

    [Fact]
    public void Reads_everything_a_request_can_say()
    {
        var body = Requests.Read("""
            {"id":"a\"\u00e9\ud83d\ude00","parameters":{"priority":2,"timeout":1500,"binary_data_output":true,"mine":1.5},
            "unknown":{"a":[1,{"b":null}]},
            "inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2],"parameters":{"own":"text"}}],
            "outputs":[{"name":"p","parameters":{"classification":3,"binary_data":false}},{"name":"q"}]}
            """);
        using var request = body.Request;
        body.Format.Id.ShouldBe("a\"é😀");
        body.Format.BinaryByDefault.ShouldBeTrue();
        body.Format.Of("p").Classes.ShouldBe(3);
        body.Format.Of("p").IsBinary.ShouldBe(false);
        body.Format.Of("q").IsBinary.ShouldBeNull();
        request.Priority.ShouldBe(2);
        request.Deadline.ShouldBe(TimeSpan.FromMicroseconds(1500).Ticks);
        request.RequestedOutputs.ShouldBe(["p", "q"]);
        request.Inputs[0].Name.ShouldBe("x");
        request.Inputs[0].Tensor.Type.ShouldBe(TensorType.Fp32);
        request.Inputs[0].Tensor.Shape.ToString().ShouldBe("[1,2]");
    }

    [Fact]
    public void Leaves_the_defaults_where_a_request_says_nothing()
    {
        var body = Requests.Read(Requests.One("FP32", "[1]", "[1]"));
        using var request = body.Request;
        body.Format.Id.ShouldBeNull();
        body.Format.BinaryByDefault.ShouldBeFalse();
        request.Priority.ShouldBe(0);
        request.Deadline.ShouldBeNull();
        request.RequestedOutputs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"data":[1,2],"name":"x","datatype":"INT32","shape":[2]}""")]
    [InlineData("""{"name":"x","data":[1,2],"datatype":"INT32","shape":[2]}""")]
    [InlineData("""{"shape":[2],"datatype":"INT32","data":[1,2],"name":"x"}""")]
    [InlineData("""{"shape":[2],"datatype":"INT32","name":"x","data":[1,2]}""")]
    public void Reads_data_wherever_it_stands_in_its_input(string input) =>
        Requests.Values<int>($$"""{"inputs":[{{input}}]}""").ShouldBe([1, 2]);

    [Theory]
    [InlineData("[2,3]", "[1,2,3,4,5,6]")]
    [InlineData("[2,3]", "[[1,2,3],[4,5,6]]")]
    [InlineData("[2,3]", " [ [ 1 , 2 , 3 ] , \n [\t4 , 5 , 6 ] ] ")]
    [InlineData("[2,3,1]", "[[[1],[2],[3]],[[4],[5],[6]]]")]
    [InlineData("[1,1,6]", "[[[1,2,3,4,5,6]]]")]
    [InlineData("[6]", "[1,2,3,4,5,6]")]
    public void Reads_nested_and_flat_data_alike(string shape, string data) =>
        Requests.Values<long>(Requests.One("INT64", shape, data)).ShouldBe([1, 2, 3, 4, 5, 6]);

    [Theory]
    [InlineData("[]", "[5]", 1)]
    [InlineData("[0]", "[]", 0)]
    [InlineData("[0,4]", "[]", 0)]
    [InlineData("[2,0]", "[[],[]]", 0)]
    [InlineData("[2,0]", "[]", 0)]
    public void Reads_scalars_and_empty_tensors(string shape, string data, int elements) =>
        Requests.Values<float>(Requests.One("FP32", shape, data)).Length.ShouldBe(elements);

    [Theory]
    [InlineData("[2,3]", "[1,2,3,4,5]")]
    [InlineData("[2,3]", "[1,2,3,4,5,6,7]")]
    [InlineData("[2,3]", "[[1,2,3],[4,5]]")]
    [InlineData("[2,3]", "[[1,2,3],[4,5,6,7]]")]
    [InlineData("[2,3]", "[[1,2,3]]")]
    [InlineData("[2,3]", "[[1,2,3],[4,5,6],[7,8,9]]")]
    [InlineData("[2,3]", "[[1,2,3],4,5,6]")]
    [InlineData("[2,3]", "[1,2,3,[4,5,6]]")]
    [InlineData("[2,3]", "[[[1,2,3],[4,5,6]]]")]
    [InlineData("[6]", "[[1,2,3,4,5,6]]")]
    [InlineData("[3,2]", "[[1,2,3],[4,5,6]]")]
    [InlineData("[1000000000]", "[1]")]
    [InlineData("[4611686018427387904,4]", "[1]")]
    [InlineData("[2]", "[]")]
    [InlineData("[0]", "[1]")]
    public void Refuses_data_that_does_not_agree_with_its_shape(string shape, string data)
    {
        Refused(Requests.One("INT8", shape, data)).ShouldContain("shape", Case.Insensitive);
        Refused(Requests.One("BYTES", shape, Regex.Replace(data, "[0-9]", "\"$0\"", RegexOptions.None, TimeSpan.FromSeconds(1))))
            .ShouldContain("shape", Case.Insensitive);
    }

    [Fact]
    public void Reads_strings_with_every_escape() =>
        Requests.Strings(Segments.Whole(Requests.One("BYTES", "[2,2]", """[["", "plain é"], ["\"\\\/\b\f\n\r\t", "\u0041\u00e9\u20ac\uD83D\uDE00"]]""")))
            .ShouldBe(["", "plain é", "\"\\/\b\f\n\r\t", "Aé€😀"]);

    [Theory]
    [InlineData("""["\x"]""")]
    [InlineData("""["\u12g4"]""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""["\ud800x"]""")]
    [InlineData("""["\ud800\u0041"]""")]
    [InlineData("""["\udc00"]""")]
    [InlineData("[\"a\nb\"]")]
    [InlineData("""["a]""")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    public void Refuses_bad_strings(string data) => Refused(Requests.One("BYTES", "[1]", data)).ShouldContain("byte");

    [Fact]
    public void Refuses_strings_that_are_not_UTF8()
    {
        var json = Encoding.UTF8.GetBytes(Requests.One("BYTES", "[1]", "[\"?\"]"));
        json[Array.IndexOf(json, (byte)'?')] = 0xC3;
        Should.Throw<ProblemException>(() => Requests.Read(Segments.Of(json, json.Length))).Message.ShouldContain("UTF-8");
    }

    [Theory]
    [InlineData("FP16")]
    [InlineData("BF16")]
    public void Refuses_half_precision_as_JSON(string type) =>
        Refused(Requests.One(type, "[1]", "[1]")).ShouldBe(
            $"receiving {type} data via JSON is not supported. Please use the binary data format for input x");

    [Theory]
    [InlineData("""{}""", "'inputs'")]
    [InlineData("""{"inputs":[{"shape":[1],"datatype":"FP32","data":[1]}]}""", "'name'")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","data":[1]}]}""", "'shape'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"data":[1]}]}""", "'datatype'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32"}]}""", "'binary_data_size'")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP31","data":[1]}]}""", "BOOL, UINT8")]
    [InlineData("""{"inputs":[{"name":"x","shape":[-1],"datatype":"FP32","data":[1]}]}""", "dimension")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1.5],"datatype":"FP32","data":[1]}]}""", "dimension")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1,1,1,1,1,1,1,1,1],"datatype":"FP32","data":[1]}]}""", "at most 8")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1],"data":[1]}]}""", "twice")]
    [InlineData("""{"inputs":[],"inputs":[]}""", "twice")]
    [InlineData("""{"inputs":[],"outputs":[{"name":"y"},{"name":"y"}]}""", "twice")]
    [InlineData("""{"inputs":[],"outputs":[{}]}""", "'name'")]
    [InlineData("""{"id":5,"inputs":[]}""", "'id', a string")]
    [InlineData("""{"parameters":{"triton_x":1},"inputs":[]}""", "triton_")]
    [InlineData("""{"parameters":{"x":[1]},"inputs":[]}""", "parameter")]
    [InlineData("""{"parameters":{"timeout":-1},"inputs":[]}""", "'timeout'")]
    [InlineData("""{"parameters":{"priority":"high"},"inputs":[]}""", "'priority'")]
    [InlineData("""{"inputs":[]} x""", "the end of the JSON text")]
    [InlineData("""[1]""", "'{'")]
    [InlineData("", "byte 0")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1,]}]}""", "shape [1]")]
    [InlineData("""{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,]}]}""", "only 1 elements")]
    public void Says_what_is_wrong(string json, string expected) => Refused(json).ShouldContain(expected);

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Reads_a_hundred_levels_and_no_more(int depth, bool isGood)
    {
        var json = $$"""{"x":{{new string('[', depth)}}{{new string(']', depth)}},"inputs":[]}""";
        if (isGood)
            Requests.Read(json).Request.Dispose();
        else
            Refused(json).ShouldContain("nested deeper than 100");
    }

    [Fact]
    public void Takes_binary_data_in_the_order_of_the_inputs_beside_JSON_data()
    {
        var body = Requests.Read(
            """
            {"inputs":[{"name":"a","shape":[2],"datatype":"UINT16","parameters":{"binary_data_size":4}},
            {"name":"j","shape":[1],"datatype":"INT8","data":[-3]},
            {"name":"b","shape":[1,2],"datatype":"BYTES","parameters":{"binary_data_size":9}},
            {"name":"c","shape":[3],"datatype":"BOOL","parameters":{"binary_data_size":3}},
            {"name":"h","shape":[1],"datatype":"FP16","parameters":{"binary_data_size":2}}]}
            """,
            [1, 0, 2, 1, 1, 0, 0, 0, 9, 0, 0, 0, 0, 1, 0, 1, 0x00, 0x3C]);
        using var request = body.Request;
        request.Inputs.Select(input => input.Name).ShouldBe(["a", "j", "b", "c", "h"]);
        request.Inputs[0].Tensor.Span.ToArray().ShouldBe([1, 0, 2, 1]);
        request.Inputs[1].Tensor.Span.ToArray().ShouldBe([0xFD]);
        request.Inputs[2].Tensor.Span.ToArray().ShouldBe([1, 0, 0, 0, 9, 0, 0, 0, 0]);
        request.Inputs[3].Tensor.Span.ToArray().ShouldBe([1, 0, 1]);
        request.Inputs[4].Tensor.Span.ToArray().ShouldBe([0, 0x3C]);
    }

    [Theory]
    [InlineData("FP32", "[2]", 8, 5, "unexpected size for input 'x', expecting 3 additional bytes for model 'm'")]
    [InlineData("FP32", "[2]", 8, 9, "unexpected additional input data for model 'm'")]
    [InlineData("FP32", "[2]", 4, 4, "takes 8 bytes, but its binary_data_size is 4")]
    [InlineData("BYTES", "[2]", 4, 4, "2 elements, but its binary data holds 1")]
    [InlineData("BYTES", "[1]", 3, 3, "ends inside an element")]
    [InlineData("FP64", "[4611686018427387904]", 8, 8, "but its binary_data_size is 8")]
    public void Refuses_binary_data_of_the_wrong_length(string type, string shape, int size, int sent, string expected) =>
        Refused(Binary(type, shape, size), new byte[sent]).ShouldContain(expected);

    [Fact]
    public void Refuses_a_BOOL_that_is_neither_0_nor_1() =>
        Refused(Binary("BOOL", "[3]", 3), [0, 1, 2]).ShouldContain("element 2 is the byte 2");

    [Fact]
    public void Refuses_names_and_lists_without_end()
    {
        Refused(Requests.One("INT8", "[1]", "[1]").Replace("\"x\"", $"\"{new string('x', 1025)}\"", StringComparison.Ordinal)).Length.ShouldBeLessThan(200);
        var many = string.Join(',', Enumerable.Repeat("""{"name":"x","datatype":"INT8","shape":[1],"data":[1]}""", 1025));
        Refused($$"""{"inputs":[{{many}}]}""").ShouldContain("at most 1024 inputs");
    }

    [Fact]
    public void Refuses_an_input_with_both_kinds_of_data() =>
        Refused("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","data":[1],"parameters":{"binary_data_size":1}}]}""", 1)
            .ShouldContain("both 'data' and");

    [Fact]
    public void Refuses_shared_memory_as_unsupported() =>
        Should.Throw<ProblemException>(() => Requests.Read(
            """{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","parameters":{"shared_memory_region":"r"}}]}""")).StatusCode.ShouldBe(501);

    private static string Binary(string type, string shape, int size) =>
        $$$"""{"inputs":[{"name":"x","datatype":"{{{type}}}","shape":{{{shape}}},"parameters":{"binary_data_size":{{{size}}}}}]}""";
}
