using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Body;
using ModelCluster.Api.Http.Control;
using ModelCluster.Api.Http.Security;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Api.Http.Cluster;

/// <summary>
/// Has operators' commands that concern nodes carried out and answers <c>{"status","dry_run","changes"}</c>, after an <c>error</c>
/// where it was refused.
/// </summary>
internal sealed class ClusterCommands(IClusterAdmin admin)
{
    /// <summary><c>POST /v2/cluster/members/{node}/{verb}</c>.</summary>
    public Task MemberAsync(HttpContext context, Func<NodeId, ClusterCommand> command) =>
        AnswerAsync(context, command(ClusterEndpoints.Node(RouteValues.Text(context, ClusterEndpoints.NodeSegment))));

    /// <summary>Carries a command out; with <c>?dry_run=true</c> only says what would change.</summary>
    public async Task AnswerAsync(HttpContext context, ClusterCommand command)
    {
        await JsonBody.ExpectNoneAsync(context);
        var dryRun = QueryValues.Flag(context, CommandEndpoint.DryRun);
        var outcome = await admin.ExecuteAsync(command, context.Cause(), dryRun, context.RequestAborted);
        await JsonAnswer.SendAsync(context, (outcome, dryRun), Write, CommandEndpoint.StatusOf(outcome.Status));
    }

    private static void Write(Utf8JsonWriter json, (ClusterOutcome Outcome, bool DryRun) done)
    {
        var (outcome, dryRun) = done;
        var isDone = outcome.Status == AdminStatus.Done;
        json.WriteStartObject();
        if (!isDone)
            json.WriteString("error"u8, outcome.Message);
        json.WriteString("status"u8, !isDone ? "failed" : dryRun ? CommandEndpoint.DryRun : "done");
        json.WriteBoolean(CommandEndpoint.DryRun, dryRun);
        if (isDone && outcome.Message.Length > 0)
            json.WriteString("message"u8, outcome.Message);
        json.WriteStartArray("changes"u8);
        foreach (var change in outcome.Changes)
            json.WriteStringValue(change);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
