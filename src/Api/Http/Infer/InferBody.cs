using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Http.Infer;

/// <summary>A request as it was read.</summary>
/// <param name="Request">For the gateway; the reader's caller owns it.</param>
/// <param name="Format">For writing the answer.</param>
internal readonly record struct InferBody(InferenceRequest Request, ReplyFormat Format);
