using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelCluster.Api.Http.Body;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Http.Infer;

/// <summary>
/// <c>POST /v2/models/{model}[/versions/{version}|/labels/{label}]/infer</c>. Read next: <see cref="RequestBody"/>,
/// <see cref="InferRequestReader"/>, <see cref="InferReply"/>, <see cref="InferReplySender"/>.
/// </summary>
internal sealed class InferEndpoint(
    IInferenceGateway gateway, IModelCatalog catalog, Classifier classifier, TimeProvider time, ServedBy servedBy, IOptions<OpenInferenceOptions> options)
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    private readonly long _limit = options.Value.MaxRequestBytes;

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var target = TargetOf(context);
        var headerLength = HeaderLengthOf(context.Request);
        var body = await RequestBody.ReadAsync(context, _limit);
        InferBody infer;
        try
        {
            infer = Read(target, body.Bytes, headerLength);
        }
        finally
        {
            body.Release();
        }

        infer.Request.StickyKey = StickyKeyOf(context.Request, target.Version, catalog.Find(target.Model));
        using var reply = await gateway.InferAsync(infer.Request, context.RequestAborted);
        if (reply.Error is { } error)
        {
            await SendErrorAsync(context, error);
            return;
        }

        servedBy.Note(context.Response, reply);
        using var answer = new InferReply();
        answer.Write(reply, infer.Format, classifier);
        await InferReplySender.SendAsync(context, answer);
    }

    private InferTarget TargetOf(HttpContext context)
    {
        var (model, version) = RouteValues.ModelAndVersion(context);
        return new InferTarget(model, version, time, time.GetTimestamp());
    }

    private static InferBody Read(in InferTarget target, in ReadOnlySequence<byte> body, long? headerLength) => headerLength switch
    {
        null => InferRequestReader.Read(target, body, ReadOnlySequence<byte>.Empty),
        0 => RawInput.Read(target, body),
        { } length when length <= body.Length => InferRequestReader.Read(target, body.Slice(0, length), body.Slice(length)),
        { } length => throw ProblemException.BadRequest(
            $"{InferReplySender.HeaderLength} is {length}, but the body has only {body.Length} bytes"),
    };

    /// <summary>What keeps this client on one version: only where the model's traffic plan names a header, and it is there.</summary>
    internal static ulong? StickyKeyOf(HttpRequest request, VersionSelector version, ModelView? model)
    {
        if (version != VersionSelector.Latest || model?.Traffic.StickyHeader is not { } header)
            return null;
        var values = request.Headers[header];
        return values.Count == 0 ? null : StickyKey.Of(values.ToString());
    }

    private static long? HeaderLengthOf(HttpRequest request)
    {
        var values = request.Headers[InferReplySender.HeaderLength];
        if (values.Count == 0)
            return null;
        var text = values.ToString();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw ProblemException.BadRequest($"{InferReplySender.HeaderLength} must be a whole number of bytes, not '{text}'");
    }

    private static Task SendErrorAsync(HttpContext context, InferenceError error)
    {
        if (error.Status == InferenceStatus.Overloaded || error.RetryAfter is not null)
        {
            var wait = Math.Ceiling((error.RetryAfter ?? DefaultRetryAfter).TotalSeconds);
            context.Response.Headers.RetryAfter = Math.Max(1, wait).ToString(CultureInfo.InvariantCulture);
        }

        return JsonAnswer.SendErrorAsync(context, HttpStatus.Of(error.Status), error.Message);
    }
}
