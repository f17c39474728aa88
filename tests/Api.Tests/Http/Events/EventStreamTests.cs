using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Journal.Feed;
using ModelCluster.Api.Http.Events;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.History;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Journal;

namespace ModelCluster.Api.Tests.Http.Events;

public sealed class EventStreamTests
{
    private readonly InMemoryJournal _journal = new();

    [Fact]
    public async Task An_event_comes_with_its_ordinal_its_type_and_everything_that_is_known_of_it()
    {
        await using var server = await StartAsync();
        await WriteAsync("model/iris", "version-loaded", "{\"version\":\"1\",\n\"file\":\"a b\"}");
        using var stream = await StreamAsync(server, "/v2/events?from=1");
        stream.Type.ShouldBe("text/event-stream");
        (await stream.LineAsync()).ShouldBe(": events after 0");
        (await stream.LineAsync()).ShouldBe("");
        (await stream.LineAsync()).ShouldBe("id: 1");
        (await stream.LineAsync()).ShouldBe("event: version-loaded");
        var data = JsonNode.Parse((await stream.LineAsync())["data: ".Length..])!;
        (await stream.LineAsync()).ShouldBe("");
        data.ToJsonString().ShouldBe(
            """{"ordinal":1,"time":"2026-03-04T05:06:07Z","actor":"model/iris","sequence":1,"event":"version-loaded","data":{"version":"1","file":"a b"},"cause":{"kind":"api_key","name":"alice","note":"why"}}""");
    }

    [Theory]
    [InlineData("/v2/events?from=3", "", "3,4,5")]
    [InlineData("/v2/events?from=1", "4", "5")]
    [InlineData("/v2/events?from=1&model=iris", "", "1,2,4")]
    [InlineData("/v2/models/iris/events?from=2", "", "2,4")]
    [InlineData("/v2/events?from=1&event=version-failed&event=label-moved", "", "2,3")]
    [InlineData("/v2/events?from=1&cause=bob", "", "5")]
    [InlineData("/v2/events?from=1&actor=deployment/d", "", "5")]
    public async Task Filters_and_places_to_go_on_from(string path, string lastEventId, string expected)
    {
        await using var server = await StartAsync();
        await WriteAsync("model/iris", "version-loaded");
        await WriteAsync("model/iris", "version-failed");
        await WriteAsync("model/digits", "label-moved");
        await WriteAsync("model/iris", "version-loaded");
        await WriteAsync("deployment/d", "version-loaded", cause: "bob");
        using var stream = await StreamAsync(server, path, lastEventId);
        var ordinals = expected.Split(',');
        foreach (var ordinal in ordinals)
            (await stream.IdAsync()).ShouldBe(ordinal);
    }

    [Fact]
    public async Task Without_a_start_a_stream_shows_what_happens_from_now_on()
    {
        await using var server = await StartAsync();
        await WriteAsync("model/iris", "old");
        using var stream = await StreamAsync(server, "/v2/events");
        (await stream.LineAsync()).ShouldBe(": events from now on");
        await server.Time.WaitForTimersAsync(2); // the heartbeat and the feed's own
        await WriteAsync("model/iris", "new");
        (await stream.IdAsync()).ShouldBe("2");
    }

    [Fact]
    public async Task A_quiet_stream_shows_that_it_lives()
    {
        await using var server = await StartAsync();
        using var stream = await StreamAsync(server, "/v2/events");
        await server.Time.WaitForTimersAsync(2);
        server.Time.Advance(TimeSpan.FromSeconds(15));
        await stream.UntilAsync(": still here");
        server.Time.Advance(TimeSpan.FromSeconds(15));
        await stream.UntilAsync(": still here");
    }

    [Fact]
    public async Task No_more_streams_than_allowed_and_one_that_goes_makes_room()
    {
        await using var server = await StartAsync(("Events:MaxStreams", "1"));
        using (await StreamAsync(server, "/v2/events"))
        {
            var answer = await server.GetAsync("/v2/events");
            answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Error.ShouldBe("1 event streams are open, as many as Events:MaxStreams allows");
            answer.Header("Retry-After").ShouldBe("5");
        }

        while (true)
        {
            using var response = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/v2/events"), HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode == HttpStatusCode.OK)
                break;
        }
    }

    [Fact]
    public async Task A_stream_ends_at_once_when_the_node_stops_and_says_why()
    {
        await using var server = await StartAsync();
        using var stream = await StreamAsync(server, "/v2/events");
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await stream.UntilAsync(": the node is stopping; come back with the id of the last event seen");
        (await stream.ToEndAsync()).ShouldBe("");
    }

    [Theory]
    [InlineData("/v2/events?from=x", "", "from is 'x'")]
    [InlineData("/v2/events", "x", "Last-Event-ID is 'x'")]
    [InlineData("/v2/models/a%20b/events", "", "a b")]
    public async Task What_cannot_be_meant_is_refused(string path, string lastEventId, string why)
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId.Length > 0)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await Answer.ReadAsync(await server.Client.SendAsync(request));
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Error.ShouldContain(why);
    }

    private Task<ApiServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        return ApiServer.StartAsync(
            services: services => services
                .AddSingleton(provider => new ObservedJournal(_journal, provider.GetRequiredService<TimeProvider>()))
                .AddSingleton<IEventFeed>(provider => new EventFeed(
                    Observed = provider.GetRequiredService<ObservedJournal>(), provider.GetRequiredService<TimeProvider>(), TimeSpan.FromSeconds(1)))
                .AddEventStreams(configuration),
            map: app => app.MapEventStreams());
    }

    private ObservedJournal? Observed { get; set; }

    private readonly Dictionary<string, long> _written = [];

    private Task WriteAsync(string actor, string type, string json = "{}", string cause = "alice")
    {
        var number = _written[actor] = _written.GetValueOrDefault(actor) + 1;
        return (Observed ?? (IJournal)_journal).AppendAsync(new Append(
            actor, number, [new EncodedEvent(type, 1, json)], new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero), new Cause(CauseKind.ApiKey, cause, "why"), Guid.Empty));
    }

    private static async Task<EventStream> StreamAsync(ApiServer server, string path, string lastEventId = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId.Length > 0)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8));
    }

    private sealed class EventStream(HttpResponseMessage response, StreamReader lines) : IDisposable
    {
        public string Type => response.Content.Headers.ContentType!.ToString();

        public async Task<string> LineAsync() => (await lines.ReadLineAsync().OrFailAsync("a line of the stream")).ShouldNotBeNull("the stream has ended");

        public async Task<string> IdAsync()
        {
            while (true)
            {
                var line = await LineAsync();
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    return line[4..];
            }
        }

        public async Task UntilAsync(string wanted)
        {
            while (await LineAsync() != wanted)
            {
                // what comes before does not matter
            }
        }

        public async Task<string> ToEndAsync() => (await lines.ReadToEndAsync().OrFailAsync("the end of the stream")).Trim();

        public void Dispose()
        {
            lines.Dispose();
            response.Dispose();
        }
    }
}
