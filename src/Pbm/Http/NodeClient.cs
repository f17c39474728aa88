using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Http;

/// <summary>Talks to one node. Whatever goes wrong is a <see cref="PbmException"/> with a line that says what.</summary>
internal sealed class NodeClient : IDisposable
{
    private static readonly string[] ErrorKeys = ["error", "error_message", "detail", "message"];

    private readonly HttpClient _http;

    internal NodeClient(Uri host, string? apiKey)
    {
        _http = new HttpClient { BaseAddress = host, Timeout = TimeSpan.FromMinutes(11) }; // a load may take ten
        if (!string.IsNullOrEmpty(apiKey))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
    }

    internal Uri Host => _http.BaseAddress!;

    /// <summary>A client of the node that the common options name.</summary>
    internal static NodeClient Of(ParseResult parsed) =>
        Of(parsed.GetValue(CommonOptions.Host) ?? Environment.GetEnvironmentVariable("PBM_HOST") ?? "http://127.0.0.1:8000", parsed);

    /// <summary>A client of the node at <paramref name="host"/>.</summary>
    internal static NodeClient Of(string host, ParseResult parsed)
    {
        var text = host.Contains("://", StringComparison.Ordinal) ? host : $"http://{host}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new PbmException(ExitCode.WrongUsage, $"'{host}' is no address; http://host:port or host:port is allowed");
        return new NodeClient(uri, parsed.GetValue(CommonOptions.ApiKey) ?? Environment.GetEnvironmentVariable("PBM_API_KEY"));
    }

    internal Task<JsonNode?> GetAsync(string path, CancellationToken cancellation) => AskAsync(HttpMethod.Get, path, null, cancellation);

    /// <summary>Sends a request and reads the JSON of the answer; null where it is empty.</summary>
    internal async Task<JsonNode?> AskAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellation)
    {
        using var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await SendAsync(method, path, content, cancellation);
        var document = Parse(await ReadAsync(response, cancellation));
        if (!response.IsSuccessStatusCode)
            throw new PbmException(ExitCode.Failed, ErrorOf(document) ?? $"{method} {path}: {(int)response.StatusCode} {response.ReasonPhrase}");
        return document;
    }

    /// <summary>Sends a request; the answer may be read while it comes. The status is the caller's to judge.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException failure)
        {
            throw new PbmException(ExitCode.Unreachable, $"no answer from {Host}: {failure.Message}. Is the node running? Name another with --host.");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new PbmException(ExitCode.Unreachable, $"no answer from {Host} within {_http.Timeout.TotalMinutes} minutes");
        }
    }

    /// <summary>Sends a request as it is, for callers that count failures instead of ending.</summary>
    /// <exception cref="HttpRequestException">No answer.</exception>
    internal Task<HttpResponseMessage> SendRawAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    /// <summary>What an answer that is no success says.</summary>
    internal async Task<string> ErrorOfAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        ErrorOf(Parse(await ReadAsync(response, cancellation))) ?? $"{(int)response.StatusCode} {response.ReasonPhrase}";

    public void Dispose() => _http.Dispose();

    private async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return await response.Content.ReadAsStringAsync(cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new PbmException(ExitCode.Unreachable, $"{Host} broke off in the middle of its answer: {failure.Message}");
        }
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text); // an answer of something in between, such as a proxy
        }
    }

    private static string? ErrorOf(JsonNode? document) => document is JsonObject found
        ? ErrorKeys.Select(key => found[key]?.ToString()).FirstOrDefault(text => !string.IsNullOrEmpty(text))
        : null;
}
