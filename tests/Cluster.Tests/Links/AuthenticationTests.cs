using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Node.Links;
using ModelCluster.Node.Links.Client;

namespace ModelCluster.Cluster.Tests.Links;

public sealed class AuthenticationTests : IAsyncLifetime
{
    private LinkNode _far = null!;

    public async ValueTask InitializeAsync() => _far = await LinkNode.StartAsync("far");

    public ValueTask DisposeAsync() => _far.DisposeAsync();

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v2/health/live")]
    [InlineData("POST", "/cluster/link")]
    [InlineData("POST", "/cluster/hello")]
    [InlineData("GET", "/cluster/anything")]
    public async Task Without_a_proof_there_is_nothing_but_401(string method, string path)
    {
        using var http = Http();
        using var response = await http.SendAsync(Request(method, path));
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_with_another_secret_gets_nowhere()
    {
        using var http = new LinkHttp(LinkNode.OptionsOf("near") with { Secret = "a secret that is another" }, _far.Id, _far.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/cluster/anything");
        await Should.ThrowAsync<LinkRefusedException>(http.SendAsync(request, default));
    }

    [Fact]
    public async Task A_node_that_is_another_than_was_meant_is_refused()
    {
        using var http = new LinkHttp(LinkNode.OptionsOf("near"), NodeId.Parse("other"), _far.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/cluster/anything");
        await Should.ThrowAsync<LinkRefusedException>(http.SendAsync(request, default));
    }

    [Fact]
    public async Task A_stranger_that_asks_for_no_proof_gets_no_request()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        await using var stranger = builder.Build();
        var paths = new ConcurrentQueue<string>();
        stranger.Run(context =>
        {
            paths.Enqueue(context.Request.Path);
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        await stranger.StartAsync();
        var address = stranger.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var http = new LinkHttp(LinkNode.OptionsOf("near"), _far.Id, new Uri(address));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/cluster/anything");
        await Should.ThrowAsync<LinkRefusedException>(http.SendAsync(request, default));
        paths.ShouldBe([LinkProof.Path]);
    }

    [Fact]
    public async Task A_proof_holds_on_its_own_connection_alone_and_once()
    {
        using var first = Http();
        using var second = Http();
        var exchange = await ChallengeAsync(first);
        await ChallengeAsync(second);
        var proof = LinkProof.OfClient(LinkNode.Secret, exchange);
        (await HelloAsync(second, LinkProof.Proof, proof)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await HelloAsync(first, LinkProof.Proof, proof)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await HelloAsync(second, LinkProof.Proof, proof)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await first.GetStringAsync("/any")).ShouldBe("near GET /any ");
        using var still = await second.GetAsync("/any");
        still.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_challenge_can_be_tried_only_once()
    {
        using var http = Http();
        var proof = LinkProof.OfClient(LinkNode.Secret, await ChallengeAsync(http));
        (await HelloAsync(http, LinkProof.Proof, "wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await HelloAsync(http, LinkProof.Proof, proof)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_servers_own_proof_is_of_no_use_to_a_client()
    {
        using var http = Http();
        var exchange = await ChallengeAsync(http);
        (await HelloAsync(http, LinkProof.Proof, LinkProof.OfServer(LinkNode.Secret, exchange))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Any_other_question_comes_with_the_name_of_its_node()
    {
        await using var near = await LinkNode.StartAsync("near");
        var link = await near.LinkToAsync(_far);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/anything?x=1") { Content = new StringContent("a body") };
        using var response = await link.SendAsync(request, default);
        (await response.Content.ReadAsStringAsync()).ShouldBe("near POST /v2/anything a body");
    }

    [Fact]
    public async Task Other_listeners_have_nothing_below_cluster()
    {
        using var http = new HttpClient { BaseAddress = _far.ClientAddress };
        using var cluster = await http.GetAsync("/cluster/anything");
        cluster.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await http.GetStringAsync("/v2/anything")).ShouldBe(" GET /v2/anything ");
    }

    [Fact]
    public void Options_without_a_good_secret_are_refused_without_naming_it()
    {
        Should.Throw<ArgumentException>(() => (_far.Options with { Secret = "too short" }).Checked()).Message.ShouldNotContain("too short");
        Should.Throw<ArgumentException>(() => (_far.Options with { Secret = null }).Checked());
        _far.Options.ToString().ShouldNotContain(LinkNode.Secret);
    }

    private static async Task<LinkProof.Exchange> ChallengeAsync(HttpClient http)
    {
        var nonce = LinkProof.NewNonce();
        using var response = await HelloAsync(http, LinkProof.Nonce, nonce);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var exchange = new LinkProof.Exchange(NodeId.Parse("near"), NodeId.Parse("far"), nonce, response.Headers.GetValues(LinkProof.Nonce).Single());
        response.Headers.GetValues(LinkProof.Proof).Single().ShouldBe(LinkProof.OfServer(LinkNode.Secret, exchange));
        return exchange;
    }

    private static async Task<HttpResponseMessage> HelloAsync(HttpClient http, string header, string value)
    {
        using var request = Request("GET", LinkProof.Path);
        request.Headers.Add(LinkProof.Node, "near");
        request.Headers.Add(LinkProof.Peer, "far");
        request.Headers.Add(header, value);
        return await http.SendAsync(request);
    }

    private static HttpRequestMessage Request(string method, string path) =>
        new(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private HttpClient Http() => new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = _far.Address,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
