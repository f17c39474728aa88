using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Http.Security;

/// <summary>Who sent a request, for endpoints that write it down.</summary>
public static class CallerExtensions
{
    /// <summary>Who sent this request; <see cref="Caller.Anonymous"/> where no API keys are set up.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>() ?? Security.Caller.Anonymous;

    /// <summary>The sender of this request as the cause of what it asks for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="note">For the reader of the history; no secrets.</param>
    public static Cause Cause(this HttpContext context, string note = "") => context.Caller().ToCause(note);
}
