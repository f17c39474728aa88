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
/// <c>POST /predict[/{model}[/{version}]]</c>, also <c>?model_name=&amp;version=</c>: a typed body, shaped by the model's adapter,
/// or, where that names a pipeline, sent through the pipeline and shaped by its adapter. The answer's headers say which version
/// gave it.
/// </summary>
internal sealed class PredictEndpoint(
    ModelChoice choice,
    AdapterTable adapters,
    IInferenceGateway gateway,
    IModelCatalog catalog,
    IModelActivation activation,
    AmmsErrors errors,
    HeavyReads heavy,
    IOptions<OpenInferenceOptions> options)
{
    /// <summary>The header with the model that answered.</summary>
    public const string ModelHeader = "X-Model-Name";

    /// <summary>The header with the version that answered.</summary>
    public const string VersionHeader = "X-Model-Version";

    /// <summary>The header with the pipeline that the model was predicted through.</summary>
    public const string PipelineHeader = "X-Pipeline-Name";

    /// <summary>The header with that pipeline's version.</summary>
    public const string PipelineVersionHeader = "X-Pipeline-Version";

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        CheckContentType(context.Request);
        var (servable, version) = await choice.ForPredictionAsync(context);
        var route = await RouteAsync(servable, context.RequestAborted);
        var request = await ReadAsync(context, route, version);
        request.StickyKey = InferEndpoint.StickyKeyOf(context.Request, request.Version, catalog.Find(request.Model))
            ?? InferEndpoint.StickyKeyOf(context.Request, version, catalog.Find(servable.Id.Model));
        using var reply = await gateway.InferAsync(request, context.RequestAborted);
        if (reply.Error is { } error)
        {
            await errors.SendAsync(context, route.Pipeline is null ? error : InPipeline(error));
            return;
        }

        using var answer = new PooledBuffer();
        route.Adapter.Write(reply, WhoAnswered(reply, route.Target), answer);
        var answered = route.Pipeline is null ? reply.Servable : servable.Id;
        context.Response.Headers[ModelHeader] = answered.Model.Value;
        context.Response.Headers[VersionHeader] = answered.Version.ToString();
        if (route.Pipeline is not null)
        {
            context.Response.Headers[PipelineHeader] = reply.Servable.Model.Value;
            context.Response.Headers[PipelineVersionHeader] = reply.Servable.Version.ToString();
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer.Written, context.RequestAborted);
    }

    /// <summary>A pipeline that left meanwhile is no fault of the client's, who asked for the model.</summary>
    private static InferenceError InPipeline(InferenceError error) =>
        error.Status == InferenceStatus.NotFound ? error with { Status = InferenceStatus.Unavailable } : error;

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

    /// <summary>Who answers; a lazy pipeline is loaded first.</summary>
    private async Task<TypedRoute> RouteAsync(ServableView servable, CancellationToken cancellation)
    {
        var route = adapters.Find(servable, out var problem);
        if (problem?.Kind == AdapterProblemKind.NotAvailable
            && await activation.ActivateAsync(adapters.PipelineOf(servable)!.Value, VersionSelector.Latest, cancellation))
            route = adapters.Find(servable, out problem);
        return route ?? throw problem!.ToException();
    }

    /// <returns>The request, for the gateway to own.</returns>
    private async Task<InferenceRequest> ReadAsync(HttpContext context, TypedRoute route, VersionSelector version)
    {
        var (adapter, target) = (route.Adapter, route.Target);
        var body = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes);
        var request = new InferenceRequest { Model = target.Id.Model, Version = route.Pipeline is null ? version : VersionSelector.Latest };
        try
        {
            if (adapter.IsHeavy)
                await heavy.RunAsync(() => adapter.Read(body.Bytes, target, request), context.RequestAborted);
            else
                adapter.Read(body.Bytes, target, request);
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
