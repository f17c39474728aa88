using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelCluster.Api.Http;
using ModelCluster.Api.Http.Amms;
using ModelCluster.Api.Http.Metrics;
using ModelCluster.Api.Http.Models;
using ModelCluster.Api.Http.Security;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Images;
using ModelCluster.Contracts.Inference;
using ModelCluster.TestKit;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>A real server on a loopback port, with fakes behind the endpoints.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app, HttpClient client)
    {
        _app = app;
        Client = client;
    }

    public FakeGateway Gateway { get; private init; } = new();

    public FakeCatalog Catalog { get; private init; } = new();

    public FakeAdmin Admin { get; private init; } = new();

    public VirtualTime Time { get; private init; } = new();

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public IServiceProvider Services => _app.Services;

    public static async Task<ApiServer> StartAsync(
        Action<OpenInferenceOptions>? configure = null, Action<IServiceCollection>? services = null, Action<WebApplication>? map = null)
    {
        var (gateway, catalog, admin, time) = (new FakeGateway(), new FakeCatalog(), new FakeAdmin(), new VirtualTime());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services
            .AddSingleton<IInferenceGateway>(gateway)
            .AddSingleton<IModelCatalog>(catalog)
            .AddSingleton<IModelAdmin>(admin)
            .AddSingleton<TimeProvider>(time)
            .AddApiKeys(builder.Configuration)
            .AddSingleton<IModelActivation, FakeActivation>()
            .AddSingleton<IImageDecoder, FakeImageDecoder>()
            .AddMetricsEndpoints()
            .AddTypedPredictions()
            .AddOpenInferenceProtocol(configure);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseKnownModels();
        app.UseApiKeys();
        app.MapOpenInferenceProtocol();
        app.MapMetricsEndpoints();
        map?.Invoke(app);
        app.MapTypedPredictions();
        app.UseNotFound();
        await app.StartAsync();
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        return new ApiServer(app, client) { Gateway = gateway, Catalog = catalog, Admin = admin, Time = time };
    }

    public async Task<Answer> GetAsync(string path) => await Answer.ReadAsync(await Client.GetAsync(path));

    public Task<Answer> PostAsync(string path, string json) => PostAsync(path, Encoding.UTF8.GetBytes(json));

    public async Task<Answer> PostAsync(string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return await Answer.ReadAsync(await Client.SendAsync(request));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, HttpResponseMessage Message, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string Error => JsonDocument.Parse(Text).RootElement.GetProperty("error").GetString()!;

    public string ErrorMessage => JsonDocument.Parse(Text).RootElement.GetProperty("error_message").GetString()!;

    public string? Header(string name) =>
        Message.Headers.TryGetValues(name, out var values) || Message.Content.Headers.TryGetValues(name, out values)
            ? string.Join(',', values)
            : null;

    public static async Task<Answer> ReadAsync(HttpResponseMessage message)
    {
        var body = await message.Content.ReadAsByteArrayAsync();
        message.Content.Headers.ContentLength.ShouldBe(body.Length);
        return new Answer(message.StatusCode, message, body);
    }
}
