using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Api.Http.Deployments;

/// <summary>
/// A request that is wrong in some of its fields, or cannot be carried out: <see cref="DeploymentBoundary"/> turns it into an
/// answer as FastAPI gives it.
/// </summary>
internal sealed class DeploymentProblemException(DeploymentStatus status, IReadOnlyList<FieldProblem> problems, string where = DeploymentProblemException.Body)
    : Exception(string.Join("; ", problems.Select(problem => problem.Message)))
{
    /// <summary>Where a field of the body stands.</summary>
    public const string Body = "body";

    /// <summary>Where a parameter of the URL stands.</summary>
    public const string Query = "query";

    /// <summary>The answer's HTTP status.</summary>
    public int StatusCode => status switch
    {
        DeploymentStatus.NotFound => StatusCodes.Status404NotFound,
        DeploymentStatus.Conflict => StatusCodes.Status409Conflict,
        DeploymentStatus.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    /// <summary>The request is wrong in one field.</summary>
    public static DeploymentProblemException Of(string field, string message, string where = Body) =>
        new(DeploymentStatus.Invalid, [new FieldProblem(field, message)], where);

    /// <summary>The answer: a list with each field for what is wrong, a text for all else.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (status == DeploymentStatus.Invalid)
        {
            json.WriteStartArray("detail"u8);
            foreach (var problem in problems)
                Write(json, problem);
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("detail"u8, string.Join("; ", problems.Select(problem => problem.Message)));
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, FieldProblem problem)
    {
        json.WriteStartObject();
        json.WriteStartArray("loc"u8);
        json.WriteStringValue(problem.Field == "name" ? "path" : where);
        if (problem.Field.Length > 0)
            json.WriteStringValue(problem.Field);
        json.WriteEndArray();
        json.WriteString("msg"u8, problem.Message);
        json.WriteString("type"u8, problem.Message == DeploymentBody.Missing ? "value_error.missing" : "value_error");
        json.WriteEndObject();
    }
}
