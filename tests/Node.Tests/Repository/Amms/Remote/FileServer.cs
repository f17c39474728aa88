using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ModelCluster.Node.Tests.Repository.Amms.Remote;

/// <summary>
/// A small web server that stands in for one with a folder of artefacts (its pages list the files, each file has an entity tag)
/// and, under <c>/bucket</c>, for an S3-compatible store.
/// </summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FileServer(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>By path; a path that begins with <c>bucket/</c> is an object of the S3 store.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Every request, with the status of its answer.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Breaks off the answer of this path half-way.</summary>
    public string? BreaksOff { get; set; }

    public string Address => _app.Urls.Single();

    public int Port => new Uri(Address).Port;

    /// <summary>Starts on a port; 0 takes a free one.</summary>
    public static async Task<FileServer> StartAsync(int port = 0)
    {
        var server = new FileServer(port);
        await server._app.StartAsync();
        return server;
    }

    public void Put(string path, string content) => Files[path] = Encoding.UTF8.GetBytes(content);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = Uri.UnescapeDataString(context.Request.Path.Value!).TrimStart('/');
        if (path.TrimEnd('/') == "bucket")
            await ListBucketAsync(context);
        else if (path.Length == 0 || path.EndsWith('/'))
            await ListFolderAsync(context, path);
        else
            await SendFileAsync(context, path);
        Requests.Enqueue($"{context.Response.StatusCode} {path}");
    }

    private async Task SendFileAsync(HttpContext context, string path)
    {
        if (!Files.TryGetValue(path, out var content))
        {
            context.Response.StatusCode = 404;
            return;
        }

        var tag = TagOf(content);
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = 304;
            return;
        }

        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(path == BreaksOff ? content.AsMemory(0, content.Length / 2) : content); // the server closes a connection on which bytes are missing
    }

    /// <summary>As web servers list a folder: the parent, links for sorting, and the files.</summary>
    private async Task ListFolderAsync(HttpContext context, string folder)
    {
        var names = Files.Keys.Where(path => path.StartsWith(folder, StringComparison.Ordinal))
            .Select(path => path[folder.Length..].Split('/'))
            .Select(parts => parts.Length > 1 ? parts[0] + "/" : parts[0])
            .Distinct(StringComparer.Ordinal);
        var page = new StringBuilder("<html><body><a href=\"../\">../</a><a href=\"?C=N;O=D\">Name</a>");
        foreach (var name in names)
            page.Append($"<a class='x' href=\"{Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal)}\">{name}</a>");
        await context.Response.WriteAsync(page.ToString());
    }

    /// <summary>ListObjectsV2, two objects a page.</summary>
    private async Task ListBucketAsync(HttpContext context)
    {
        var prefix = "bucket/" + context.Request.Query["prefix"];
        var after = context.Request.Query["continuation-token"].ToString();
        var all = Files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(file.Key, after) > 0)
            .OrderBy(file => file.Key, StringComparer.Ordinal).ToList();
        XNamespace s3 = "http://s3.amazonaws.com/doc/2006-03-01/";
        var page = new XElement(s3 + "ListBucketResult", new XElement(s3 + "Name", "bucket"), new XElement(s3 + "IsTruncated", all.Count > 2 ? "true" : "false"));
        foreach (var (path, content) in all.Take(2))
            page.Add(new XElement(s3 + "Contents", new XElement(s3 + "Key", path["bucket/".Length..]), new XElement(s3 + "ETag", TagOf(content)), new XElement(s3 + "Size", content.Length)));
        if (all.Count > 2)
            page.Add(new XElement(s3 + "NextContinuationToken", all[1].Key));
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync(page.ToString());
    }

    /// <summary>The hash that S3's kit checks a file by.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "S3's entity tags are MD5")]
    private static string TagOf(byte[] content) => $"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"";
}
