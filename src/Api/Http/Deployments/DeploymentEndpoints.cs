using System.Globalization;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Body;
using ModelCluster.Api.Http.History;
using ModelCluster.Api.Http.Security;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Deployments;

/// <summary>Deployments and their history.</summary>
internal sealed class DeploymentEndpoints(IDeploymentManager manager, TimeProvider time)
{
    private const int MaxBody = 1 << 20;

    /// <summary><c>GET /?live_only=false&amp;verbose=false</c></summary>
    public async Task ListAsync(HttpContext context)
    {
        var (liveOnly, verbose) = (Flag(context, "live_only"), Flag(context, "verbose"));
        await manager.WhenReadAsync(context.RequestAborted);
        var found = manager.Deployments.Where(deployment => deployment.IsActive || !liveOnly).ToList();
        await JsonAnswer.SendAsync(context, (found, verbose, Now: time.GetUtcNow()), static (json, list) =>
        {
            json.WriteStartArray();
            foreach (var deployment in list.found)
                DeploymentAnswers.WriteEntry(json, deployment, list.verbose, list.Now);
            json.WriteEndArray();
        });
    }

    /// <summary><c>GET /{name}?n=1</c>: the newest n records.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var name = Name(context);
        var n = Count(context);
        await manager.WhenReadAsync(context.RequestAborted);
        var found = manager.Find(name);
        if (found?.Problem is { } problem)
            throw new DeploymentProblemException(DeploymentStatus.Unavailable, [new FieldProblem("", problem)]);
        if (found is not { IsValid: true } deployment)
            throw Unknown(name);
        await JsonAnswer.SendAsync(context, (deployment, n, Now: time.GetUtcNow()), static (json, asked) =>
        {
            json.WriteStartArray();
            foreach (var record in asked.deployment.Records.Take(asked.n))
                DeploymentAnswers.WriteRecord(json, record, asked.deployment, asked.Now);
            json.WriteEndArray();
        });
    }

    /// <summary><c>POST</c> or <c>PUT /{name}</c>: answers once the record is saved.</summary>
    public async Task DeployAsync(HttpContext context)
    {
        var name = Name(context);
        var settings = await ReadAsync(context, DeploymentBody.ReadSettings);
        await manager.WhenReadAsync(context.RequestAborted);
        await SendNewAsync(context, await manager.DeployAsync(name, settings, context.Cause(), CancellationToken.None));
    }

    /// <summary><c>DELETE /{name}?clear_all_records=false</c></summary>
    public async Task DeleteAsync(HttpContext context)
    {
        var name = Name(context);
        var clear = Flag(context, "clear_all_records");
        await manager.WhenReadAsync(context.RequestAborted);
        var before = manager.Find(name);
        var outcome = Checked(await manager.DeleteAsync(name, clear, context.Cause(), CancellationToken.None));
        await JsonAnswer.SendAsync(context, (outcome.Record, before, Now: time.GetUtcNow()), static (json, deleted) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("deployments"u8);
            if (deleted.Record is not null)
                DeploymentAnswers.WriteRecord(json, deleted.Record, deleted.before, deleted.Now);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary><c>GET /{name}/history?from=1&amp;limit=100</c>: every event with its cause, oldest first.</summary>
    public Task HistoryAsync(HttpContext context)
    {
        var name = Name(context);
        return HistoryPage.SendAsync(context, "deployment", name.Value, async (from, limit) =>
        {
            var entries = await manager.ReadHistoryAsync(name, from, limit, context.RequestAborted);
            return entries.Count > 0 || from > 1 ? entries : throw Unknown(name);
        });
    }

    /// <summary><c>POST /{name}/rollback</c> with <c>{"deployment_id": ...}</c>, or nothing for the record before the newest.</summary>
    public async Task RollBackAsync(HttpContext context)
    {
        var name = Name(context);
        var id = await ReadAsync(context, DeploymentBody.ReadDeploymentId);
        await manager.WhenReadAsync(context.RequestAborted);
        await SendNewAsync(context, await manager.RollBackAsync(name, id, context.Cause(), CancellationToken.None));
    }

    /// <summary><c>POST /{name}/pin</c> with <c>{"version": 2}</c></summary>
    public async Task PinAsync(HttpContext context) =>
        await SendPinnedAsync(context, await ReadAsync(context, static (in bytes) => (int?)DeploymentBody.ReadVersion(bytes)));

    /// <summary><c>POST /{name}/unpin</c></summary>
    public Task UnpinAsync(HttpContext context) => SendPinnedAsync(context, null);

    private async Task SendPinnedAsync(HttpContext context, int? version)
    {
        var name = Name(context);
        await manager.WhenReadAsync(context.RequestAborted);
        Checked(await manager.PinAsync(name, version, context.Cause(), CancellationToken.None));
        var deployment = manager.Find(name) ?? throw Unknown(name);
        await JsonAnswer.SendAsync(context, (deployment, Now: time.GetUtcNow()), static (json, pinned) =>
            DeploymentAnswers.WriteEntry(json, pinned.deployment, isVerbose: true, pinned.Now));
    }

    /// <summary>The containers of a new record are not there yet.</summary>
    private static Task SendNewAsync(HttpContext context, DeploymentOutcome outcome) =>
        JsonAnswer.SendAsync(context, Checked(outcome).Record!, static (json, record) => DeploymentAnswers.WriteNew(json, record));

    private static DeploymentOutcome Checked(DeploymentOutcome outcome) => outcome.Status == DeploymentStatus.Done
        ? outcome
        : throw new DeploymentProblemException(outcome.Status, outcome.Problems);

    private static Task<T> ReadAsync<T>(HttpContext context, BodyReader<T> read) => RequestBody.ReadAsync(context, MaxBody, read);

    private static ModelName Name(HttpContext context) =>
        ModelName.TryParse(RouteValues.Text(context, "name"), out var name, out var error) ? name : throw DeploymentProblemException.Of("name", error);

    private static bool Flag(HttpContext context, string key)
    {
        if (!context.Request.Query.TryGetValue(key, out var text))
            return false;
        return text.ToString().ToUpperInvariant() switch
        {
            "TRUE" or "1" or "ON" or "YES" or "T" or "Y" => true,
            "FALSE" or "0" or "OFF" or "NO" or "F" or "N" => false,
            _ => throw DeploymentProblemException.Of(key, "value could not be parsed to a boolean; true or false is allowed", DeploymentProblemException.Query),
        };
    }

    private static int Count(HttpContext context)
    {
        if (!context.Request.Query.TryGetValue("n", out var text))
            return 1;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1
            ? n
            : throw DeploymentProblemException.Of("n", $"'{text}' is not allowed; a whole number of 1 or more is", DeploymentProblemException.Query);
    }

    private static DeploymentProblemException Unknown(ModelName name) =>
        new(DeploymentStatus.NotFound, [new FieldProblem("", $"unknown deployment {name}")]);
}
