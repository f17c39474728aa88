using System.Net;
using System.Net.Sockets;
using System.Text;
using ModelCluster.Node.Hosting;

namespace ModelCluster.Node.Tests.Hosting;

public sealed class HealthCheckTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", 0)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n", 1)]
    [InlineData("HTTP/1.1 400 200\r\n\r\n", 1)]
    [InlineData("", 1)]
    public async Task Only_a_node_that_answers_200_is_well(string answer, int exitCode)
    {
        using var listener = Listen();
        var request = AnswerAsync(listener, answer);
        HealthCheck.Run(["--http", $"127.0.0.1:{PortOf(listener)}"], TextWriter.Null).ShouldBe(exitCode);
        (await request).ShouldStartWith("GET /v2/health/ready HTTP/1.1\r\n");
    }

    [Fact]
    public async Task A_node_on_all_addresses_is_asked_on_loopback_whether_it_lives()
    {
        using var listener = Listen();
        var request = AnswerAsync(listener, "HTTP/1.1 200 OK\r\n\r\n");
        var output = new StringWriter();
        HealthCheck.Run(["live", "--http", $"0.0.0.0:{PortOf(listener)}"], output).ShouldBe(0);
        (await request).ShouldStartWith("GET /v2/health/live ");
        output.ToString().Trim().ShouldBe("live: HTTP/1.1 200 OK");
    }

    [Fact]
    public void Where_nothing_listens_the_check_fails_and_says_so()
    {
        int port;
        using (var listener = Listen())
            port = PortOf(listener);
        var output = new StringWriter();
        CommandLine.Answers(["--healthcheck", "--http", $"127.0.0.1:{port}"], output, TextWriter.Null).ShouldBe(1);
        output.ToString().ShouldContain($"127.0.0.1:{port} does not answer");
    }

    [Theory]
    [InlineData("alive")]
    [InlineData("--Http:Enabled=false")]
    [InlineData("--http=8000")]
    public void What_cannot_be_asked_is_a_wrong_command_line(string arg) =>
        CommandLine.Answers(["--healthcheck", arg], TextWriter.Null, TextWriter.Null).ShouldBe(2);

    private static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    private static int PortOf(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Takes one request, gives the answer and hangs up.</summary>
    private static async Task<string> AnswerAsync(Socket listener, string answer)
    {
        using var client = await listener.AcceptAsync();
        var request = new byte[1_024];
        var length = await client.ReceiveAsync(request);
        await client.SendAsync(Encoding.ASCII.GetBytes(answer));
        return Encoding.ASCII.GetString(request, 0, length);
    }
}
