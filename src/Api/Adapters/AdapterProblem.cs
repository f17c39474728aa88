using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http;

namespace ModelCluster.Api.Adapters;

/// <summary>Why a servable takes no typed requests now.</summary>
/// <param name="Message">What is wrong and what to do, for the operator.</param>
/// <param name="Kind">Whether it may pass.</param>
internal sealed record AdapterProblem(string Message, AdapterProblemKind Kind)
{
    /// <summary>As an answer: 503 where the pipeline may yet come, else 501.</summary>
    public ProblemException ToException() => Kind == AdapterProblemKind.Unsuitable
        ? new ProblemException(StatusCodes.Status501NotImplemented, Message)
        : ProblemException.Unavailable(Message);
}

/// <summary>Kinds of <see cref="AdapterProblem"/>.</summary>
internal enum AdapterProblemKind
{
    /// <summary>The settings or the model must change.</summary>
    Unsuitable,

    /// <summary>It names neither an adapter nor a model that is served, but could name one that is yet to come.</summary>
    Unknown,

    /// <summary>It names a model that is not available now.</summary>
    NotAvailable,
}
