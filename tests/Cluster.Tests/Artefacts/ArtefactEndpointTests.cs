using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace ModelCluster.Cluster.Tests.Artefacts;

public sealed class ArtefactEndpointTests : ArtefactTestBase
{
    private const string Secret = "the secret";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Paths =>
    [
        "../secret.txt",
        "../../secret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "..%2f..%2fsecret.txt",
        "..%5c..%5csecret.txt",
        "./../../secret.txt",
        "weights.bin/../../../secret.txt",
        "%252e%252e%252f%252e%252e%252fsecret.txt",
        "beside.txt",
        "link.bin",
        "inner/secret.txt",
        "ROOT/secret.txt",
        "/ROOT/secret.txt",
        "%2fROOT/secret.txt",
        "weights.bin%00",
        "weights.bin%2f",
        "WEIGHTS.bin",
        "",
    ];

    /// <summary>Sent as they are, which an HTTP client does not do.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Only_files_of_the_artefact_can_be_read(string path)
    {
        var sum = await ServeAsync();

        var answer = await AskAsync($"/cluster/artefacts/iris/1/files/{path.Replace("ROOT", A.Folder.Root.TrimStart('/'), StringComparison.Ordinal)}?sha256={sum}");

        answer.ShouldStartWith("HTTP/1.1 4");
        answer.ShouldNotContain(Secret);
        (await AskAsync($"/cluster/artefacts/iris/1/files/weights.bin?sha256={sum}")).ShouldEndWith("0123456789");
    }

    [Theory]
    [InlineData("../iris/1")]
    [InlineData("iris/..")]
    [InlineData("iris/x")]
    [InlineData("iris%2f..%2fother/1")]
    [InlineData("other/1")]
    [InlineData("iris/2")]
    public async Task Only_known_versions_can_be_read(string version)
    {
        var sum = await ServeAsync();
        (await AskAsync($"/cluster/artefacts/{version}?sha256={sum}")).ShouldStartWith("HTTP/1.1 404");
        (await AskAsync($"/cluster/artefacts/{version}/files/weights.bin?sha256={sum}")).ShouldStartWith("HTTP/1.1 404");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?sha256=0123")]
    [InlineData("?sha256=../../../etc")]
    [InlineData("?sha256=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("?stamp=0123456789abcdef")]
    public async Task Nothing_is_given_without_saying_which_content(string query)
    {
        await ServeAsync();
        (await AskAsync($"/cluster/artefacts/iris/1{query}")).ShouldStartWith("HTTP/1.1 404");
        (await AskAsync($"/cluster/artefacts/iris/1/files/weights.bin{query}")).ShouldStartWith("HTTP/1.1 404");
    }

    [Fact]
    public async Task A_file_can_be_read_from_the_middle()
    {
        var sum = await ServeAsync();
        using var http = new HttpClient { BaseAddress = A.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/cluster/artefacts/iris/1/files/weights.bin?sha256={sum}");
        request.Headers.Range = new RangeHeaderValue(4, null);

        using var response = await http.SendAsync(request, Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        response.Content.Headers.ContentRange!.ToString().ShouldBe("bytes 4-9/10");
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe("456789");
    }

    [Fact]
    public async Task A_file_that_was_replaced_is_not_given_under_the_old_sum()
    {
        var sum = await ServeAsync();
        A.Folder.Write("repository/iris/weights.bin", "9876543210", DateTime.UtcNow);
        (await AskAsync($"/cluster/artefacts/iris/1/files/weights.bin?sha256={sum}")).ShouldStartWith("HTTP/1.1 404");
    }

    /// <summary>A model with weights; beside it another file, a link that leads out, and, further up, a secret.</summary>
    private async Task<string> ServeAsync()
    {
        A.Folder.Write("secret.txt", Secret);
        A.Folder.Write("repository/iris/beside.txt", Secret);
        A.Folder.Write("repository/iris/inner/secret.txt", Secret);
        File.CreateSymbolicLink(A.Folder.At("repository/iris/link.bin"), A.Folder.At("secret.txt"));
        var artefact = A.Add(Id, Model("repository/iris/model.onnx", "weights.bin", "link.bin"), ("repository/iris/weights.bin", "0123456789"u8.ToArray()));
        return (await A.WithSumAsync(artefact)).Sha256!;
    }

    private async Task<string> AskAsync(string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(A.Address.Host, A.Address.Port, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), Cancellation);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancellation);
    }
}
