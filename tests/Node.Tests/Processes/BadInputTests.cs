using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>What a hostile or mistaken client sends to a real node: the right status, a text that helps, and it still serves.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task Bad_requests_get_the_right_status_and_a_text_that_helps_and_the_node_still_serves()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        (string Path, string Body, HttpStatusCode Status, string Text)[] cases =
        [
            ("nobody", Inference.OneFlower, HttpStatusCode.NotFound, "Request for unknown model: 'nobody' is not found"),
            ("iris/versions/99", Inference.OneFlower, HttpStatusCode.NotFound, "Request for unknown model: 'iris' version 99 is not found"),
            ("iris/versions/x1", Inference.OneFlower, HttpStatusCode.BadRequest, "x1"),
            ("iris", "", HttpStatusCode.BadRequest, ""),
            ("iris", "nonsense", HttpStatusCode.BadRequest, ""),
            ("iris", Inference.OneFlower.Replace("[1,4]", "[4]"), HttpStatusCode.BadRequest, "unexpected shape for input 'features' for model 'iris'. Expected [-1,4], got [4]"),
            ("iris", Inference.OneFlower.Replace("[1,4]", "[2,4]"), HttpStatusCode.BadRequest, ""),
            ("iris", Inference.OneFlower.Replace("FP32", "FP64"), HttpStatusCode.BadRequest, "inference input 'features' data-type is 'FP64', but model 'iris' expects 'FP32'"),
            ("iris", Inference.OneFlower.Replace("features", "petals"), HttpStatusCode.BadRequest, "petals"),
            ("iris", Inference.OneFlower.Replace("5.1", "\"five\""), HttpStatusCode.BadRequest, "features"),
            ("iris", Inference.OneFlower.Replace("{\"inputs\"", "{\"parameters\":{\"timeout\":1},\"inputs\""), HttpStatusCode.ServiceUnavailable, "Request timeout expired"),
            ("iris", Inference.OneFlower.Replace("]}]}", "]}],\"outputs\":[{\"name\":\"colour\"}]}"), HttpStatusCode.BadRequest, "colour"),
        ];
        foreach (var (path, body, status, text) in cases)
        {
            var answer = await node.Http.InferAsync(path, body);
            answer.Status.ShouldBe(status, $"{path} {body}: {answer.Body}");
            answer.Body.Error().ShouldContain(text);
        }

        await StillServesAsync(node);
    }

    [Fact]
    public async Task Json_cut_off_or_changed_at_any_position_is_answered_and_never_an_internal_error()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        for (var at = 0; at < Inference.OneFlower.Length; at++)
        {
            (await node.Http.InferAsync("iris", Inference.OneFlower[..at])).Status.ShouldBe(HttpStatusCode.BadRequest, $"cut at {at}");
            var changed = Inference.OneFlower.Remove(at, 1).Insert(at, "~");
            (await node.Http.InferAsync("iris", changed)).Status.ShouldBe(HttpStatusCode.BadRequest, changed);
        }

        await StillServesAsync(node);
    }

    [Fact]
    public async Task Nan_goes_in_and_comes_out()
    {
        using var folder = new TestFolder("half_plus_two");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        using var content = new StringContent("""{"inputs":[{"name":"x","shape":[3],"datatype":"FP32","data":[NaN,Infinity,-Infinity]}]}""");
        using var response = await node.Http.PostAsync("/v2/models/half_plus_two/versions/1/infer", content);
        (await response.Content.ReadAsStringAsync()).ShouldContain("[NaN,Infinity,-Infinity]");
    }

    [Fact]
    public async Task A_body_past_the_limit_is_refused()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        using var content = new ByteArrayContent(new byte[65 << 20]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/iris/infer") { Content = content };
        request.Headers.ExpectContinue = true;
        using var response = await node.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        await StillServesAsync(node);
    }

    [Theory]
    [InlineData("/v2/models/../../etc/passwd/infer")]
    [InlineData("/v2/models/%2e%2e%2f%2e%2e%2fetc/infer")]
    [InlineData("/v2/models/..%2firis/infer")]
    [InlineData("/v2/repository/models/..%2f..%2fetc/load")]
    public async Task A_name_that_leads_out_of_the_repository_is_refused(string path)
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var status = await RawStatusAsync(node.Port, $"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        status.ShouldBeOneOf("400", "404", "405");
        await StillServesAsync(node);
    }

    [Fact]
    public async Task A_wrong_method_is_405_and_an_unknown_path_404_with_a_json_error()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        (await node.Http.GetAsync("/v2/models/iris/infer")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        var (status, body) = await node.Http.PostAsync("/v2/nowhere", "{}");
        status.ShouldBe(HttpStatusCode.NotFound);
        body!.Error().ShouldBe("Not Found");
    }

    private static async Task StillServesAsync(NodeProcess node) =>
        (await node.Http.InferAsync("iris", Inference.OneFlower)).Status.ShouldBe(HttpStatusCode.OK);

    private static async Task<string> RawStatusAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return (await reader.ReadLineAsync())!.Split(' ')[1];
    }
}
