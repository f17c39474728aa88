using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelCluster.Api.Http.Body;
using ModelCluster.Api.Http.Json;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Http.Repository;

/// <summary><c>POST /v2/repository[/{repository}]/index</c>: every model and version, and how far it is.</summary>
internal sealed class RepositoryIndex(IModelCatalog catalog, IOptions<OpenInferenceOptions> options)
{
    private const string Ready = "READY";
    private const string Unavailable = "UNAVAILABLE";

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var name = options.Value.RepositoryName;
        if (RouteValues.Text(context, RouteValues.RepositorySegment) is { } asked && asked != name)
            throw ProblemException.NotFound($"unknown repository '{asked}'; this server has one, '{name}'");
        var readyOnly = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes, static (in bytes) => ReadReadyOnly(new JsonCursor(bytes)));
        await SendAsync(context, catalog.Models, readyOnly);
    }

    /// <summary>Sends the index of some models.</summary>
    public static Task SendAsync(HttpContext context, IReadOnlyList<ModelView> models, bool readyOnly) =>
        JsonAnswer.SendAsync(context, (models, readyOnly), Write);

    private static bool ReadReadyOnly(JsonCursor json)
    {
        if (json.PeekToken() == JsonCursor.End)
            return false;
        using var scratch = new PooledBuffer();
        var readyOnly = false;
        json.Expect('{', "'{'");
        var isFirst = true;
        while (json.NextMember(ref isFirst, scratch, out var member))
        {
            if (member.SequenceEqual("ready"u8))
                readyOnly = json.ReadBoolean(scratch, "'ready', true or false");
            else
                json.SkipValue(scratch);
        }

        json.ExpectEnd();
        return readyOnly;
    }

    private static void Write(Utf8JsonWriter json, (IReadOnlyList<ModelView> Models, bool ReadyOnly) index)
    {
        json.WriteStartArray();
        foreach (var model in index.Models)
        {
            if (model.Versions.Count == 0 && !index.ReadyOnly)
                WriteEntry(json, model.Name.Value, version: null, Unavailable, model.Problem ?? "no versions");
            foreach (var servable in model.Versions)
            {
                var state = servable.Hold == OperatorHold.Drained && servable.State == ServableState.Available ? Unavailable : StateOf(servable.State);
                if (index.ReadyOnly && state != Ready)
                    continue;
                var reason = servable.Reason.Length > 0 ? servable.Reason : model.Problem ?? "";
                WriteEntry(json, model.Name.Value, servable.Id.Version.ToString(), state, reason);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, string? version, string state, string reason)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        if (version is not null)
            json.WriteString("version"u8, version);
        json.WriteString("state"u8, state);
        if (reason.Length > 0)
            json.WriteString("reason"u8, reason);
        json.WriteEndObject();
    }

    private static string StateOf(ServableState state) => state switch
    {
        ServableState.New or ServableState.Loading or ServableState.Warming => "LOADING",
        ServableState.Available => Ready,
        ServableState.Draining or ServableState.Unloading => "UNLOADING",
        ServableState.Ended or ServableState.Failed => Unavailable,
        _ => "UNKNOWN",
    };
}
