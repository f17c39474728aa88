using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Code;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>
/// Lets other nodes read the artefacts that this one knows, and nothing else: <c>GET /cluster/artefacts/{model}/{version}?stamp=&amp;sha256=</c>
/// lists the files of one, <c>…/files/{path}?sha256=</c> gives a file, also from the middle. Errors are <c>{"error":"…"}</c>: 404 it is not
/// here, 422 it is no model, 403 it is not given away, 503 it cannot be read now.
/// </summary>
internal static class ArtefactEndpoints
{
    private const string Content = "application/octet-stream";

    /// <summary>Maps them; to be reached by other nodes of the cluster only, which the caller sees to.</summary>
    internal static IEndpointConventionBuilder MapArtefactTransfer(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/cluster/artefacts/{model}/{version}");
        group.MapGet("", static context => AnswerAsync(context, SendManifestAsync));
        group.MapGet("files/{**path}", static context => AnswerAsync(context, SendFileAsync));
        return group;
    }

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, FoundArtefact, Task> send)
    {
        try
        {
            if (!TryId(context, out var id))
                await RefuseAsync(context, StatusCodes.Status404NotFound, "there is no such model or version");
            else if (await context.RequestServices.GetRequiredService<ArtefactFinder>().FindAsync(id, Query(context, "stamp"), Query(context, "sha256"), context.RequestAborted) is { } found)
                await send(context, found);
            else
                await RefuseAsync(context, StatusCodes.Status404NotFound, $"it does not have {id} with the content that is wanted, or not any more");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort(); // the other node has what it wants, or is gone
        }
        catch (Exception e) when (e is ModelLoadException or IOException or UnauthorizedAccessException && !context.Response.HasStarted)
        {
            await RefuseAsync(context, e is ModelLoadException ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }

    private static async Task SendManifestAsync(HttpContext context, FoundArtefact found)
    {
        if (CodeModelLoader.Owns(found.Manifest.Model))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, $"{found.Manifest.Model} is code, which no node takes from another");
            return;
        }

        foreach (var file in found.Manifest.Files)
        {
            if (ContainedPath.Resolve(found.Folder, file.Path) is null)
            {
                await RefuseAsync(context, StatusCodes.Status403Forbidden, $"{file.Path} lies, or leads, out of the folder of its model; put the file itself there");
                return;
            }
        }

        var json = found.Manifest.Write();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>Only what the manifest names, whatever the path looks like.</summary>
    private static async Task SendFileAsync(HttpContext context, FoundArtefact found)
    {
        var path = context.Request.RouteValues["path"] as string;
        var file = found.Manifest.Files.FirstOrDefault(file => file.Path == path);
        if (file is null || CodeModelLoader.Owns(found.Manifest.Model) || ContainedPath.Resolve(found.Folder, file.Path) is not { } real)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "there is no such file in the artefact");
            return;
        }

        var content = new FileStream(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        FileStreamHttpResult answer = TypedResults.Stream(content, Content, entityTag: new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
        await answer.ExecuteAsync(context); // disposes of the stream
    }

    private static bool TryId(HttpContext context, out ServableId id)
    {
        id = default;
        if (!ModelName.TryParse(context.Request.RouteValues["model"] as string, out var model, out _) || !ModelVersion.TryParse(context.Request.RouteValues["version"] as string, out var version))
            return false;
        id = new ServableId(model, version);
        return true;
    }

    private static string? Query(HttpContext context, string name) => context.Request.Query[name] is [{ Length: > 0 } value] ? value : null;

    private static async Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("error", error);
        json.WriteEndObject();
    }
}
