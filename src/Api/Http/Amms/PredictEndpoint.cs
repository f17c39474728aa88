using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ModelCluster.Api.Adapters;
using ModelCluster.Api.Http.Body;
using ModelCluster.Api.Http.Infer;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Http.Amms;

/// <summary>
/// <c>POST /predict[/{model}[/{version}]]</c>, also <c>?model_name=&amp;version=</c>: a typed body, shaped by the model's adapter.
/// The answer's headers say which version gave it.
/// </summary>
internal sealed class PredictEndpoint(
    ModelChoice choice,
    AdapterTable adapters,
    IInferenceGateway gateway,
    IModelCatalog catalog,
    AmmsErrors errors,
    HeavyReads heavy,
    IOptions<OpenInferenceOptions> options)
{
    /// <summary>The header with the model that answered.</summary>
    public const string ModelHeader = "X-Model-Name";

    /// <summary>The header with the version that answered.</summary>
    public const string VersionHeader = "X-Model-Version";

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        CheckContentType(context.Request);
        var (servable, version) = await choice.ForPredictionAsync(context);
        var adapter = adapters.Get(servable);
        var request = await ReadAsync(context, adapter, servable, version);
        request.StickyKey = InferEndpoint.StickyKeyOf(context.Request, version, catalog.Find(servable.Id.Model));
        using var reply = await gateway.InferAsync(request, context.RequestAborted);
        if (reply.Error is { } error)
        {
            await errors.SendAsync(context, error);
            return;
        }

        using var answer = new PooledBuffer();
        adapter.Write(reply, WhoAnswered(reply, servable), answer);
        context.Response.Headers[ModelHeader] = reply.Servable.Model.Value;
        context.Response.Headers[VersionHeader] = reply.Servable.Version.ToString();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer.Written, context.RequestAborted);
    }

    private static void CheckContentType(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
            return;
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.Suffix == "json" || type.SubTypeWithoutSuffix == "json")
            && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            return;
        throw new ProblemException(
            StatusCodes.Status415UnsupportedMediaType,
            $"the body is '{request.ContentType}'; send JSON in UTF-8 with the header 'Content-Type: application/json'");
    }

    /// <returns>The request, for the gateway to own.</returns>
    private async Task<InferenceRequest> ReadAsync(HttpContext context, IAdapter adapter, ServableView servable, VersionSelector version)
    {
        var body = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes);
        var request = new InferenceRequest { Model = servable.Id.Model, Version = version };
        try
        {
            if (adapter.IsHeavy)
                await heavy.RunAsync(() => adapter.Read(body.Bytes, servable, request), context.RequestAborted);
            else
                adapter.Read(body.Bytes, servable, request);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
        finally
        {
            body.Release();
        }
    }

    /// <summary>The traffic plan may have chosen another version than the one the body was read for: its labels count then.</summary>
    private ServableView WhoAnswered(InferenceReply reply, ServableView servable)
    {
        if (reply.Servable == servable.Id)
            return servable;
        var answering = catalog.Find(reply.Servable.Model)?.Versions.FirstOrDefault(version => version.Id == reply.Servable);
        return answering is null ? servable : servable with { Options = answering.Options };
    }
}
