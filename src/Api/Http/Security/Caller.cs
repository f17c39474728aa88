using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Http.Security;

/// <summary>Who sent a request. Immutable.</summary>
/// <param name="Name">The name of the API key, never the key itself.</param>
/// <param name="Roles">What the key allows.</param>
public sealed record Caller(string Name, CallerRoles Roles)
{
    /// <summary>Somebody on a node that asks for no key: allowed everything.</summary>
    public static Caller Anonymous { get; } = new("anonymous", CallerRoles.Infer | CallerRoles.Operate);

    /// <summary>The caller as the cause of what it asks for, as histories show it.</summary>
    /// <param name="note">For the reader of the history; no secrets.</param>
    public Cause ToCause(string note = "") => new(CauseKind.ApiKey, Name, note);
}
