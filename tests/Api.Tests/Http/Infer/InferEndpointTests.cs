using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Tests.Http.Infer;

[Collection(Leases.Collection)]
public sealed class InferEndpointTests : IAsyncLifetime
{
    private const string Path = "/v2/models/m/infer";
    private const string HeaderLength = "Inference-Header-Content-Length";

    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Answers_JSON_with_JSON()
    {
        var answer = await _server.PostAsync(
            Path, """{"id":"q\"1","inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1.5,-2,NaN]}]}""");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Header("Content-Type").ShouldBe("application/json");
        answer.Text.ShouldBe(
            """{"model_name":"m","model_version":"7","id":"q\"1","outputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[1.5,-2,NaN]}]}""");
    }

    [Theory]
    [InlineData("BOOL", "[true,false]")]
    [InlineData("UINT8", "[0,255]")]
    [InlineData("UINT16", "[0,65535]")]
    [InlineData("UINT32", "[0,4294967295]")]
    [InlineData("UINT64", "[0,18446744073709551615]")]
    [InlineData("INT8", "[-128,127]")]
    [InlineData("INT16", "[-32768,32767]")]
    [InlineData("INT32", "[-2147483648,2147483647]")]
    [InlineData("INT64", "[-9223372036854775808,9223372036854775807]")]
    [InlineData("FP32", "[3.4028235E+38,-1E-45]")]
    [InlineData("FP32", "[Infinity,-Infinity]")]
    [InlineData("FP64", "[1.7976931348623157E+308,5E-324]")]
    [InlineData("BYTES", """["caf\u0001 \"é😀\"\\\n",""]""")]
    public async Task Carries_every_datatype_as_JSON(string type, string data)
    {
        var answer = await _server.PostAsync(Path, Requests.One(type, "[2]", data));
        answer.Text.ShouldContain($"\"data\":{data}}}");
    }

    [Theory]
    [InlineData("BOOL", "[2]", 2)]
    [InlineData("UINT8", "[2]", 2)]
    [InlineData("INT16", "[2]", 4)]
    [InlineData("FP16", "[2]", 4)]
    [InlineData("BF16", "[2]", 4)]
    [InlineData("FP32", "[2]", 8)]
    [InlineData("FP64", "[1,2]", 16)]
    [InlineData("INT64", "[0]", 0)]
    public async Task Carries_datatypes_as_binary_data(string type, string shape, int size)
    {
        var data = Enumerable.Range(0, size).Select(i => (byte)(i % 2)).ToArray();
        var answer = await PostBinaryAsync(BinaryHeader(type, shape, size, outputs: ""","parameters":{"binary_data_output":true}"""), data);
        var (json, binary) = Split(answer);
        var output = json.GetProperty("outputs")[0];
        output.GetProperty("datatype").GetString().ShouldBe(type);
        output.GetProperty("parameters").GetProperty("binary_data_size").GetInt32().ShouldBe(size);
        output.TryGetProperty("data", out _).ShouldBeFalse();
        binary.ShouldBe(data);
    }

    [Fact]
    public async Task Carries_strings_as_binary_data_whatever_bytes_they_hold()
    {
        byte[] data = [2, 0, 0, 0, 0xFF, 0x00, 0, 0, 0, 0];
        var answer = await PostBinaryAsync(BinaryHeader("BYTES", "[2]", 10, ""","outputs":[{"name":"x","parameters":{"binary_data":true}}]"""), data);
        Split(answer).Binary.ShouldBe(data);

        answer = await PostBinaryAsync(BinaryHeader("BYTES", "[2]", 10, outputs: ""), data);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Error.ShouldBe("output x holds bytes that are not UTF-8; ask for it as binary data");
    }

    [Fact]
    public async Task Sends_large_tensors_as_they_are()
    {
        var data = new byte[3_000_000];
        new Random(1).NextBytes(data);
        var answer = await PostBinaryAsync(
            BinaryHeader("UINT8", "[3,1000000]", data.Length, ""","parameters":{"binary_data_output":true}"""), data);
        Split(answer).Binary.ShouldBe(data);
    }

    [Fact]
    public async Task Lets_each_output_override_the_requests_default()
    {
        var json = """
            {"inputs":[{"name":"a","shape":[1],"datatype":"UINT8","data":[1]},{"name":"b","shape":[1],"datatype":"UINT8","data":[2]},
            {"name":"c","shape":[1],"datatype":"UINT8","data":[3]}],"parameters":{"binary_data_output":true},
            "outputs":[{"name":"a"},{"name":"b","parameters":{"binary_data":false}},{"name":"c","parameters":{"binary_data":true}}]}
            """;
        var (header, binary) = Split(await _server.PostAsync(Path, json));
        header.GetProperty("outputs")[1].GetProperty("data")[0].GetInt32().ShouldBe(2);
        binary.ShouldBe([1, 3]);
    }

    [Fact]
    public async Task Refuses_half_precision_outputs_as_JSON()
    {
        var answer = await PostBinaryAsync(BinaryHeader("FP16", "[1]", 2, outputs: ""), [0, 0]);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Error.ShouldBe("sending FP16 data via JSON is not supported. Please use the binary data format for output x");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("1000")]
    public async Task Refuses_a_bad_header_length(string length)
    {
        var answer = await _server.PostAsync(Path, Encoding.UTF8.GetBytes("{}"), (HeaderLength, length));
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Error.ShouldContain(HeaderLength);
    }

    [Fact]
    public async Task Passes_model_version_deadline_and_priority_on()
    {
        InferenceRequest? seen = null;
        _server.Gateway.Answer = (request, _) =>
        {
            seen = request;
            return ValueTask.FromResult(FakeGateway.Reply());
        };
        _server.Time.Advance(TimeSpan.FromSeconds(9));
        await _server.PostAsync("/v2/models/digits/versions/1.x/infer", """{"inputs":[],"parameters":{"timeout":2000000,"priority":1}}""");
        seen.ShouldNotBeNull().Model.Value.ShouldBe("digits");
        seen.Version.Accepts(ModelVersion.Parse("1.9.9")).ShouldBeTrue();
        seen.Version.Accepts(ModelVersion.Parse("2")).ShouldBeFalse();
        seen.Deadline.ShouldBe(TimeSpan.FromSeconds(11).Ticks);
        seen.Priority.ShouldBe(1);
    }

    [Theory]
    [InlineData(InferenceStatus.InvalidArgument, 400)]
    [InlineData(InferenceStatus.NotFound, 404)]
    [InlineData(InferenceStatus.Unavailable, 503)]
    [InlineData(InferenceStatus.Overloaded, 429)]
    [InlineData(InferenceStatus.DeadlineExceeded, 503)]
    [InlineData(InferenceStatus.Cancelled, 499)]
    [InlineData(InferenceStatus.Unsupported, 501)]
    [InlineData(InferenceStatus.Internal, 500)]
    public async Task Gives_the_gateways_errors_their_status_and_text(InferenceStatus status, int code)
    {
        _server.Gateway.Answer = (_, _) => ValueTask.FromResult(InferenceReply.Failed(new InferenceError(status, "what \"and\" why")));
        var answer = await _server.PostAsync(Path, """{"inputs":[]}""");
        ((int)answer.Status).ShouldBe(code);
        answer.Error.ShouldBe("what \"and\" why");
        answer.Header("Retry-After").ShouldBe(status == InferenceStatus.Overloaded ? "1" : null);
    }

    [Fact]
    public async Task Says_when_to_try_again()
    {
        _server.Gateway.Answer = (_, _) => ValueTask.FromResult(
            InferenceReply.Failed(new InferenceError(InferenceStatus.Unavailable, "busy", TimeSpan.FromMilliseconds(2100))));
        (await _server.PostAsync(Path, """{"inputs":[]}""")).Header("Retry-After").ShouldBe("3");
    }

    [Fact]
    public async Task Answers_500_without_details_when_the_gateway_breaks()
    {
        _server.Gateway.Answer = (_, _) => throw new InvalidOperationException("secret");
        var answer = await _server.PostAsync(Path, """{"inputs":[]}""");
        answer.Status.ShouldBe(HttpStatusCode.InternalServerError);
        answer.Error.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Refuses_bad_JSON_before_the_gateway_sees_it()
    {
        var answer = await _server.PostAsync(Path, """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}""");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Error.ShouldBe("invalid JSON at byte 64: expected ',' or ']', found the end of the text");
        _server.Gateway.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData("/v2/models/..%2f..%2fetc/infer")]
    [InlineData("/v2/models/%2e%2e%2fetc/infer")]
    [InlineData("/v2/models/.hidden/infer")]
    [InlineData("/v2/models/a%00b/infer")]
    [InlineData("/v2/models/m/versions/one/infer")]
    public async Task Refuses_bad_names_and_versions(string path)
    {
        var answer = await _server.PostAsync(path, """{"inputs":[]}""");
        ((int)answer.Status).ShouldBeOneOf(400, 404);
        _server.Gateway.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Gives_all_memory_back_on_every_path()
    {
        var good = Requests.One("FP32", "[1,4]", "[1,2,3,4]");
        await _server.PostAsync(Path, good);
        await _server.GetAsync("/v2/health/live");
        var leases = new Leases();
        await _server.PostAsync(Path, good);
        await _server.PostAsync(Path, good.Replace("3,", "x,", StringComparison.Ordinal));
        await PostBinaryAsync(BinaryHeader("FP16", "[1]", 2, outputs: ""), [0, 0]);
        await PostBinaryAsync(BinaryHeader("FP16", "[1]", 2, outputs: ""), [0]);
        await _server.PostAsync(Path, """{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}],"outputs":[{"name":"x","parameters":{"classification":1}}]}""");
        await _server.PostAsync(Path, """{"inputs":[{"name":"x","shape":[1],"datatype":"BOOL","data":[true]}],"outputs":[{"name":"x","parameters":{"classification":1}}]}""");
        _server.Gateway.Answer = (_, _) => throw new InvalidOperationException("broken");
        await _server.PostAsync(Path, good);
        _server.Gateway.Answer = (_, _) => ValueTask.FromResult(InferenceReply.Failed(new InferenceError(InferenceStatus.NotFound, "no")));
        await _server.PostAsync(Path, good);

        // on one connection the next request is answered only after the one before it has ended
        await _server.GetAsync("/v2/health/live");
        leases.ShouldBeBalanced();
    }

    [Fact]
    public async Task Cancels_a_request_whose_client_goes_away()
    {
        var arrived = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        _server.Gateway.Answer = async (_, cancellation) =>
        {
            await using var registration = cancellation.Register(cancelled.SetResult);
            arrived.SetResult();
            await cancelled.Task;
            return InferenceReply.Failed(new InferenceError(InferenceStatus.Cancelled, "the client went away"));
        };
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
            await client.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{{\"inputs\":[]}}"));
            await arrived.Task;
        }

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private Task<Answer> PostBinaryAsync(string json, byte[] data)
    {
        var header = Encoding.UTF8.GetBytes(json);
        return _server.PostAsync(Path, [.. header, .. data], (HeaderLength, header.Length.ToString()));
    }

    private static string BinaryHeader(string type, string shape, int size, string outputs) =>
        $$$"""{"inputs":[{"name":"x","datatype":"{{{type}}}","shape":{{{shape}}},"parameters":{"binary_data_size":{{{size}}}}}]{{{outputs}}}}""";

    private static (JsonElement Json, byte[] Binary) Split(Answer answer)
    {
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Header("Content-Type").ShouldBe("application/octet-stream");
        var length = int.Parse(answer.Header(HeaderLength)!);
        return (JsonDocument.Parse(answer.Body.AsMemory(0, length)).RootElement, answer.Body[length..]);
    }
}
