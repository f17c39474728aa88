using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Probe;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>Reads artefacts of one other node, see <see cref="ArtefactEndpoints"/>. Thread-safe.</summary>
/// <param name="link">The connection to it.</param>
/// <param name="time">Time.</param>
internal sealed class ArtefactPeer(IPeerLink link, TimeProvider time)
{
    private const int BlockBytes = 128 << 10;
    private const int MaxManifestBytes = 16 << 20;
    private const int MaxErrorBytes = 64 << 10;

    /// <summary>For a node that has to read all files of an artefact first.</summary>
    private static readonly TimeSpan ReadingPatience = TimeSpan.FromMinutes(10);

    /// <summary>What the artefact holds there.</summary>
    /// <param name="id">The version.</param>
    /// <param name="stamp">Its stamp.</param>
    /// <param name="sha256">What it must hold; null: what the stamp says.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArtefactUnavailableException">The node does not have it, or does not answer.</exception>
    /// <exception cref="ModelLoadException">What the node has is no model.</exception>
    internal async Task<ArtefactManifest> ReadManifestAsync(ServableId id, string stamp, string? sha256, CancellationToken cancellation)
    {
        var address = $"{Address(id)}?stamp={Stamps.Digest(stamp)}{(sha256 is null ? "" : $"&sha256={sha256}")}";
        var manifest = await AskAsync(new HttpRequestMessage(HttpMethod.Get, address), ReadingPatience, async (response, patience) =>
        {
            var json = await ReadAsync(response, MaxManifestBytes, patience.Token);
            try
            {
                return ArtefactManifest.Read(json);
            }
            catch (FormatException e)
            {
                throw new ArtefactUnavailableException($"what it says of the files of {id} makes no sense: {e.Message}", e);
            }
        }, cancellation);
        return sha256 is null || manifest.Sha256 == sha256
            ? manifest
            : throw new ArtefactUnavailableException($"its files of {id} have the SHA-256 {manifest.Sha256}, and {sha256} is wanted");
    }

    /// <summary>Has the rest of a file come.</summary>
    /// <param name="id">The version.</param>
    /// <param name="manifest">What it holds.</param>
    /// <param name="file">Which of its files.</param>
    /// <param name="arriving">Where to.</param>
    /// <param name="came">Told the bytes that came each time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArtefactUnavailableException">The node does not have it any more, or it broke off.</exception>
    /// <exception cref="ArtefactShelfException">It cannot be written.</exception>
    internal Task ReceiveAsync(ServableId id, ArtefactManifest manifest, FileSum file, ArrivingFile arriving, Action<long> came, CancellationToken cancellation)
    {
        var name = string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString));
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Address(id)}/files/{name}?sha256={manifest.Sha256}");
        if (arriving.Length > 0)
            request.Headers.Range = new RangeHeaderValue(arriving.Length, null);
        return AskAsync(request, TransferPatience.Still, async (response, patience) =>
        {
            if (arriving.Length > 0 && response.Content.Headers.ContentRange?.From != arriving.Length)
            {
                came(-arriving.Length);
                arriving.Restart();
            }

            await using var content = await response.Content.ReadAsStreamAsync(patience.Token);
            var block = new byte[BlockBytes];
            while (true)
            {
                patience.Renew();
                var read = await content.ReadAsync(block, patience.Token);
                if (read == 0)
                    return true;
                if (arriving.Length + read > file.Bytes)
                    throw new ArtefactUnavailableException($"it sent more of {file.Path} of {id} than the {file.Bytes:N0} bytes that it has");
                await arriving.WriteAsync(block.AsMemory(0, read), cancellation);
                came(read);
            }
        }, cancellation);
    }

    private static string Address(ServableId id) => $"/cluster/artefacts/{id.Model}/{id.Version}";

    /// <summary>Asks, and has the answer read; whatever goes wrong on the way is said as the end of "node n1: …".</summary>
    private async Task<T> AskAsync<T>(
        HttpRequestMessage request, TimeSpan first, Func<HttpResponseMessage, TransferPatience, Task<T>> read, CancellationToken cancellation)
    {
        using var sent = request;
        await using var patience = new TransferPatience(link, time, first, cancellation);
        try
        {
            using var response = await link.SendAsync(request, patience.Token);
            patience.Renew();
            return response.IsSuccessStatusCode ? await read(response, patience) : throw await RefusalAsync(response, patience.Token);
        }
        catch (HttpRequestException e)
        {
            throw new ArtefactUnavailableException($"it cannot be reached: {e.Message}", e);
        }
        catch (IOException e) when (e is not (ArtefactUnavailableException or ArtefactShelfException))
        {
            throw new ArtefactUnavailableException($"the connection broke: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ArtefactUnavailableException(patience.Reason, e);
        }
    }

    private static async Task<Exception> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var said = await SaidAsync(response, cancellation);
        return response.StatusCode == HttpStatusCode.UnprocessableEntity
            ? new ModelLoadException(said)
            : new ArtefactUnavailableException(said);
    }

    /// <summary>The text of <c>{"error":"…"}</c>, else the status.</summary>
    private static async Task<string> SaidAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = $"it answers {(int)response.StatusCode} {response.ReasonPhrase}";
        try
        {
            using var json = JsonDocument.Parse(await ReadAsync(response, MaxErrorBytes, cancellation));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error) ? $"{error}" : status;
        }
        catch (JsonException)
        {
            return status; // it comes from something in between
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellation)
    {
        await using var content = await response.Content.ReadAsStreamAsync(cancellation);
        using var bytes = new MemoryStream();
        var block = new byte[1 << 14];
        while (await content.ReadAsync(block, cancellation) is > 0 and var read)
        {
            if (bytes.Length + read > maxBytes)
                throw new ArtefactUnavailableException($"its answer is longer than {maxBytes:N0} bytes");
            bytes.Write(block, 0, read);
        }

        return bytes.ToArray();
    }
}
