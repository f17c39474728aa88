using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Http.Amms;

/// <summary>
/// Errors in this protocol's form: <c>{"error_message":"..."}</c>, with <c>available_models</c> where the wrong one was named,
/// or none. What a request says wrongly is 422 here.
/// </summary>
internal sealed class AmmsErrors(IModelCatalog catalog)
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Turns the failures of <paramref name="handler"/> into answers; the rest is up to <see cref="HttpBoundary"/>.</summary>
    public RequestDelegate Around(RequestDelegate handler) => async context =>
    {
        try
        {
            await handler(context);
        }
        catch (ModelChoiceException wrong) when (!context.Response.HasStarted)
        {
            await SendAsync(context, wrong.StatusCode, wrong.Message, withModels: true);
        }
        catch (ProblemException problem) when (!context.Response.HasStarted)
        {
            if (problem.Header is { } header)
                context.Response.Headers[header.Key] = header.Value;
            if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
                context.Response.Headers.RetryAfter = "1";
            await SendAsync(context, Here(problem.StatusCode), problem.Message);
        }
        catch (BadHttpRequestException problem) when (!context.Response.HasStarted)
        {
            await SendAsync(context, problem.StatusCode, problem.Message);
        }
    };

    /// <summary>Sends what the gateway found wrong.</summary>
    public Task SendAsync(HttpContext context, InferenceError error)
    {
        if (error.Status is InferenceStatus.Overloaded or InferenceStatus.Unavailable || error.RetryAfter is not null)
        {
            var wait = Math.Ceiling((error.RetryAfter ?? DefaultRetryAfter).TotalSeconds);
            context.Response.Headers.RetryAfter = Math.Max(1, wait).ToString(CultureInfo.InvariantCulture);
        }

        return error.Status == InferenceStatus.NotFound
            ? SendAsync(context, StatusCodes.Status404NotFound, ModelChoice.Missing().Message, withModels: true)
            : SendAsync(context, StatusOf(error.Status), error.Message);
    }

    private static int Here(int statusCode) =>
        statusCode == StatusCodes.Status400BadRequest ? StatusCodes.Status422UnprocessableEntity : statusCode;

    private static int StatusOf(InferenceStatus status) => status switch
    {
        InferenceStatus.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => Here(HttpStatus.Of(status)),
    };

    private Task SendAsync(HttpContext context, int statusCode, string message, bool withModels = false) =>
        JsonAnswer.SendAsync(context, (message, withModels ? catalog.Models : null), Write, statusCode);

    private static void Write(Utf8JsonWriter json, (string Message, IReadOnlyList<ModelView>? Models) error)
    {
        json.WriteStartObject();
        json.WriteString("error_message"u8, error.Message);
        if (error.Models is { } models)
        {
            json.WriteStartArray("available_models"u8);
            foreach (var servable in models.SelectMany(AvailableServables))
            {
                json.WriteStartObject();
                json.WriteString("model_name"u8, servable.Id.Model.Value);
                json.WriteString("version"u8, servable.Id.Version.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static IEnumerable<ServableView> AvailableServables(ModelView model) =>
        model.Versions.Where(servable => servable.TakesRequests);
}
