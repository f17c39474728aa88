using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository;

/// <summary>One of the sources that a node's models come from.</summary>
/// <param name="Name">What it is, for messages, such as <c>the repository folders</c>.</param>
/// <param name="Source">The source.</param>
public sealed record ModelSourcePart(string Name, IModelSource Source);
