namespace ModelCluster.Contracts.Deployments;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">Its name as clients write it, such as <c>mem_limit</c>.</param>
/// <param name="Message">What is wrong and what is allowed.</param>
public sealed record FieldProblem(string Field, string Message);
