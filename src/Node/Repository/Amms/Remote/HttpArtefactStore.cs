using System.Net;
using System.Net.Http.Headers;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>
/// A folder of a web server: <c>index.json</c> in it lists the files; where there is none, the server's own listing does. Asks
/// for what it knows already with a condition, so that a poll without news costs a few bytes.
/// </summary>
internal sealed class HttpArtefactStore : IArtefactStore
{
    /// <summary>The largest listing, in bytes.</summary>
    private const int MaxListingBytes = 8 << 20;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly Uri _root;
    private readonly HttpClient _http;
    private readonly Dictionary<Uri, (string? Stamp, byte[] Content)> _listings = [];

    public HttpArtefactStore(Uri root)
    {
        _root = root;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxAutomaticRedirections = 3,
            UseCookies = false,
        })
        { Timeout = AnswerTimeout };
    }

    public async Task<IReadOnlyList<RemoteFile>> ListAsync(IReadOnlyCollection<ModelName> models, CancellationToken cancellation)
    {
        var index = new Uri(_root, "index.json");
        if (await GetListingAsync(index, isOptional: true, cancellation) is not { } json)
            return await ListPagesAsync(models, cancellation);
        try
        {
            return ListingReader.Json(json);
        }
        catch (FormatException e)
        {
            throw new ArtefactStoreException($"{index} {e.Message}", e);
        }
    }

    public async Task<RemoteContent?> OpenAsync(RemoteFile file, string? knownStamp, CancellationToken cancellation)
    {
        var address = AddressOf(file.Path);
        var response = await SendAsync(address, knownStamp, cancellation);
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            response.Dispose();
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            response.Dispose();
            throw new ArtefactStoreException($"{address} answers {(int)response.StatusCode}");
        }

        return new RemoteContent(await response.Content.ReadAsStreamAsync(cancellation), file.Stamp ?? StampOf(response), response);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The page of the folder, and of each model's folder and its samples. A folder that is a version holds model.onnx.</summary>
    private async Task<IReadOnlyList<RemoteFile>> ListPagesAsync(IReadOnlyCollection<ModelName> models, CancellationToken cancellation)
    {
        var top = await ReadPageAsync("", cancellation);
        var files = top.Where(IsFile).ToList();
        foreach (var folder in models.Select(model => $"{model}/").Where(folder => top.Contains(folder, StringComparer.Ordinal)))
        {
            var inner = await ReadPageAsync(folder, cancellation);
            var versions = inner.Where(name => name.EndsWith('/') && ModelVersion.TryParse(name.TrimEnd('/'), out _));
            files.AddRange(inner.Where(IsFile).Select(name => folder + name));
            files.AddRange(versions.Select(version => folder + version + WantedFiles.ModelFile));
            if (inner.Contains(WantedFiles.Samples, StringComparer.Ordinal))
            {
                var samples = folder + WantedFiles.Samples;
                files.AddRange((await ReadPageAsync(samples, cancellation)).Where(IsFile).Select(name => samples + name));
            }
        }

        return [.. files.Select(path => new RemoteFile(path))];
    }

    private static bool IsFile(string name) => !name.EndsWith('/');

    private async Task<IReadOnlyList<string>> ReadPageAsync(string folder, CancellationToken cancellation) =>
        ListingReader.Html(await GetListingAsync(AddressOf(folder), isOptional: false, cancellation));

    /// <summary>A listing, from memory when it did not change; null when there is none and it is optional.</summary>
    private async Task<byte[]?> GetListingAsync(Uri address, bool isOptional, CancellationToken cancellation)
    {
        var known = _listings.GetValueOrDefault(address);
        using var response = await SendAsync(address, known.Stamp, cancellation);
        if (response.StatusCode == HttpStatusCode.NotModified && known.Content is not null)
            return known.Content;
        if (response.StatusCode == HttpStatusCode.NotFound && isOptional)
            return null;
        if (!response.IsSuccessStatusCode)
            throw new ArtefactStoreException($"{address} answers {(int)response.StatusCode}");
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var content = new MemoryStream();
        await PatientCopy.CopyAsync(body, content, MaxListingBytes, address.ToString(), hash: null, cancellation);
        _listings[address] = (StampOf(response), content.ToArray());
        return content.ToArray();
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, string? knownStamp, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (EntityTagHeaderValue.TryParse(knownStamp, out var tag))
            request.Headers.IfNoneMatch.Add(tag);
        else if (DateTimeOffset.TryParse(knownStamp, out var changed))
            request.Headers.IfModifiedSince = changed;
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new ArtefactStoreException($"{address} cannot be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ArtefactStoreException($"{address} did not answer within {AnswerTimeout.TotalSeconds} s", e);
        }
    }

    private Uri AddressOf(string path) => new(_root, string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));

    private static string? StampOf(HttpResponseMessage response) =>
        response.Headers.ETag?.ToString() ?? response.Content.Headers.LastModified?.ToString("R");
}
