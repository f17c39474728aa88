using System.IO.Compression;
using System.Net;
using System.Text;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Api.Tests.Http.Infer;

namespace ModelCluster.Api.Tests.Http.Body;

[Collection(Leases.Collection)]
public sealed class CompressionTests : IAsyncLifetime
{
    private const string Path = "/v2/models/m/infer";
    private const int Limit = 1_000_000;

    private static readonly byte[] Good = Encoding.UTF8.GetBytes(Requests.One("INT32", "[2]", "[1,2]"));

    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync(options => options.MaxRequestBytes = Limit);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("GZIP")]
    [InlineData("identity")]
    public async Task Reads_compressed_requests(string coding)
    {
        var answer = await _server.PostAsync(Path, Compress(coding, Good), ("Content-Encoding", coding));
        answer.Text.ShouldContain("\"data\":[1,2]");
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("deflate", "deflate")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("deflate, gzip", "gzip")]
    [InlineData("gzip;q=0.5, deflate", "deflate")]
    [InlineData("gzip;q=0", null)]
    [InlineData("br", null)]
    [InlineData("identity", null)]
    public async Task Compresses_answers_as_accepted(string accepted, string? coding)
    {
        var answer = await _server.PostAsync(Path, Good, ("Accept-Encoding", accepted));
        answer.Header("Content-Encoding").ShouldBe(coding);
        Encoding.UTF8.GetString(Decompress(coding, answer.Body)).ShouldContain("\"data\":[1,2]");
    }

    [Fact]
    public async Task Counts_the_header_length_before_compression_both_ways()
    {
        var json = Encoding.UTF8.GetBytes(
            """{"inputs":[{"name":"x","datatype":"UINT8","shape":[3],"parameters":{"binary_data_size":3}}],"parameters":{"binary_data_output":true}}""");
        var answer = await _server.PostAsync(
            Path,
            Compress("gzip", [.. json, 7, 8, 9]),
            ("Content-Encoding", "gzip"),
            ("Accept-Encoding", "deflate"),
            ("Inference-Header-Content-Length", json.Length.ToString()));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var body = Decompress("deflate", answer.Body);
        var length = int.Parse(answer.Header("Inference-Header-Content-Length")!);
        Encoding.UTF8.GetString(body[..length]).ShouldEndWith("}]}");
        body[length..].ShouldBe([7, 8, 9]);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    public async Task Refuses_other_codings_and_says_which_it_takes(string coding)
    {
        var answer = await _server.PostAsync(Path, Good, ("Content-Encoding", coding));
        answer.Status.ShouldBe(HttpStatusCode.NotImplemented);
        answer.Header("Accept-Encoding").ShouldBe("gzip, deflate");
        answer.Error.ShouldContain(coding);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Refuses_data_that_is_not_compressed_as_it_says(string coding)
    {
        (await _server.PostAsync(Path, Good, ("Content-Encoding", coding))).Status.ShouldBe(HttpStatusCode.BadRequest);
        var cut = Compress(coding, Good);
        (await _server.PostAsync(Path, cut[..(cut.Length / 2)], ("Content-Encoding", coding))).Status.ShouldBe(HttpStatusCode.BadRequest);
        _server.Gateway.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Stops_a_decompression_bomb_at_the_limit(string coding)
    {
        var bomb = Compress(coding, new byte[300_000_000]);
        bomb.Length.ShouldBeLessThan(Limit * 2);
        var before = GC.GetTotalAllocatedBytes();
        var answer = await _server.PostAsync(Path, bomb[..Math.Min(bomb.Length, Limit)], ("Content-Encoding", coding));
        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        answer.Error.ShouldContain($"{Limit} bytes");
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(30L * Limit);
    }

    [Fact]
    public async Task Refuses_a_body_past_the_limit_by_its_length_or_while_reading()
    {
        var large = new byte[Limit + 1];
        var byLength = await _server.PostAsync(Path, large);
        byLength.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        byLength.Error.ShouldContain($"{Limit} bytes");

        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(large) };
        request.Headers.TransferEncodingChunked = true;
        (await Answer.ReadAsync(await _server.Client.SendAsync(request))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Takes_a_body_up_to_the_limit_also_past_the_servers_own()
    {
        await using var server = await ApiServer.StartAsync();
        var json = Encoding.UTF8.GetBytes(
            """{"inputs":[{"name":"x","datatype":"UINT8","shape":[40000000],"parameters":{"binary_data_size":40000000}}],"outputs":[]}""");
        server.Gateway.Answer = (request, _) =>
        {
            request.Inputs[0].Tensor.ByteLength.ShouldBe(40_000_000);
            return ValueTask.FromResult(FakeGateway.Reply());
        };
        var answer = await server.PostAsync(
            Path, [.. json, .. new byte[40_000_000]], ("Inference-Header-Content-Length", json.Length.ToString()));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
    }

    private static byte[] Compress(string coding, byte[] data)
    {
        using var target = new MemoryStream();
        using (Stream encoder = coding.ToUpperInvariant() switch
        {
            "GZIP" => new GZipStream(target, CompressionLevel.SmallestSize, leaveOpen: true),
            "DEFLATE" => new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true),
            _ => target,
        })
            encoder.Write(data);
        return target.ToArray();
    }

    private static byte[] Decompress(string? coding, byte[] data)
    {
        using var source = new MemoryStream(data);
        using Stream decoder = coding switch
        {
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            "deflate" => new ZLibStream(source, CompressionMode.Decompress),
            _ => source,
        };
        using var target = new MemoryStream();
        decoder.CopyTo(target);
        return target.ToArray();
    }
}
