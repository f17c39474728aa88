using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Diagnostics;

namespace ModelCluster.Api.Http.Security;

/// <summary>
/// Lets a request through if its key allows it, and notes whose it is: <see cref="CallerExtensions.Caller"/>. 401 without a key that is
/// known, 403 where the key does not allow it, in the form of the protocol that the path belongs to.
/// </summary>
internal sealed partial class ApiKeyGate
{
    /// <summary>The header that holds a key, where it does not come as a bearer token.</summary>
    public const string KeyHeader = "X-API-Key";

    private const string Scheme = "Bearer ";

    private readonly IReadOnlyList<ApiKey> _keys;
    private readonly bool _openMetrics;
    private readonly ILogger<ApiKeyGate> _logger;

    public ApiKeyGate(IOptions<ApiKeyOptions> options, ILogger<ApiKeyGate> logger)
    {
        _logger = logger;
        _openMetrics = options.Value.OpenMetrics;
        var roles = options.Value.Roles.ToDictionary(StringComparer.OrdinalIgnoreCase);
        _keys = [.. options.Value.ApiKeys.Select(key => ApiKey.TryParse(key.Key, key.Value, ApiKey.TryParseRoles(roles.GetValueOrDefault(key.Key))!.Value)!)];
    }

    /// <summary>False: no keys are set up, and everybody may do everything.</summary>
    public bool IsClosed => _keys.Count > 0;

    /// <summary>True for what needs no key even if there are keys.</summary>
    /// <param name="pattern">A path as it is mapped.</param>
    /// <param name="method">The HTTP method.</param>
    public bool IsOpen(string pattern, string method) => AccessRules.Of(pattern, method, _openMetrics) == Access.Open;

    /// <summary>Lets a request through to <paramref name="next"/>, or answers it.</summary>
    public Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var pattern = AccessRules.PatternOf(context);
        var access = AccessRules.Of(pattern, context.Request.Method, _openMetrics);
        var presented = KeyOf(context.Request);
        var caller = presented is null ? null : Find(presented);
        if (caller is not null)
            context.Features.Set(caller);
        if (access == Access.Open)
            return next(context);
        if (caller is null)
            return RefuseUnknownAsync(context, pattern, presented is null);
        var needed = NeededFor(access);
        return (caller.Roles & needed) == needed ? next(context) : ForbidAsync(context, pattern, caller, needed);
    }

    private static CallerRoles NeededFor(Access access) => access switch
    {
        Access.Infer => CallerRoles.Infer,
        Access.Operate => CallerRoles.Operate,
        _ => CallerRoles.None,
    };

    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers[KeyHeader] is [{ Length: > 0 } key])
            return key;
        return request.Headers.Authorization is [{ } authorization] && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? authorization[Scheme.Length..].Trim()
            : null;
    }

    /// <summary>Looks at every key, so that the time tells nothing.</summary>
    private Caller? Find(string presented)
    {
        var hash = ApiKey.Hash(presented);
        Caller? found = null;
        foreach (var key in _keys)
        {
            if (key.Matches(hash))
                found = key.Caller;
        }

        return found;
    }

    private Task RefuseUnknownAsync(HttpContext context, string pattern, bool isMissing)
    {
        LogRefused(context.Request.Method, context.Request.Path, context.Connection.RemoteIpAddress?.ToString() ?? "", isMissing ? "no key" : "unknown key");
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"modelcluster\"";
        var message = isMissing
            ? $"an API key is needed: send it as 'Authorization: Bearer KEY' or '{KeyHeader}: KEY'"
            : "this API key is not known here";
        return JsonAnswer.SendErrorAsync(context, StatusCodes.Status401Unauthorized, message, AccessRules.ErrorMemberOf(pattern));
    }

    private Task ForbidAsync(HttpContext context, string pattern, Caller caller, CallerRoles needed)
    {
        LogForbidden(caller.Name, context.Request.Method, context.Request.Path, needed);
        return JsonAnswer.SendErrorAsync(
            context,
            StatusCodes.Status403Forbidden,
            $"the API key '{caller.Name}' does not allow this: it needs the role {needed.ToString().ToLowerInvariant()}",
            AccessRules.ErrorMemberOf(pattern));
    }

    [LoggerMessage(EventIds.SecurityRefused, LogLevel.Warning, "{Method} {Path} from {Address} refused: {Reason}")]
    private partial void LogRefused(string method, PathString path, string address, string reason);

    [LoggerMessage(EventIds.SecurityForbidden, LogLevel.Warning, "API key {Name} may not {Method} {Path}: it needs the role {Role}")]
    private partial void LogForbidden(string name, string method, PathString path, CallerRoles role);
}
