using System.Buffers;
using System.Text.Json.Nodes;
using ModelCluster.Api.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Adapters;

/// <summary>
/// Shapes typed bodies into a model's inputs, and its outputs into typed answers. Knows the model only by what the catalog
/// says of it. Thread-safe.
/// </summary>
internal interface IAdapter
{
    /// <summary>Its name in <c>model.json</c> and <c>servables.json</c>.</summary>
    string Name { get; }

    /// <summary>True if reading a body takes the processor for milliseconds, so that only some are read at once.</summary>
    bool IsHeavy { get; }

    /// <summary>Why the model's signature does not suit this adapter, for the operator; null if it does.</summary>
    /// <param name="servable">With a signature.</param>
    string? Misfit(ServableView servable);

    /// <summary>Reads a body into the inputs and the wanted outputs of <paramref name="request"/>.</summary>
    /// <param name="body">JSON text.</param>
    /// <param name="servable">Suits the adapter.</param>
    /// <param name="request">Without inputs; stays the caller's.</param>
    /// <exception cref="ProblemException">400: the body is wrong, and where. 413: too much. 501: cannot be done here.</exception>
    void Read(in ReadOnlySequence<byte> body, ServableView servable, InferenceRequest request);

    /// <summary>Writes the answer.</summary>
    /// <param name="reply">Without an error; stays the caller's.</param>
    /// <param name="servable">Who gave it.</param>
    /// <param name="target">Where to.</param>
    void Write(InferenceReply reply, ServableView servable, PooledBuffer target);

    /// <summary>The JSON schema of bodies.</summary>
    JsonObject RequestSchema(ServableView servable);

    /// <summary>The JSON schema of answers.</summary>
    JsonObject ResponseSchema(ServableView servable);

    /// <summary>Writes a body that the model answers.</summary>
    /// <param name="sample">A request the model is known, or likely, to answer.</param>
    /// <param name="target">Where to.</param>
    void WriteExample(InferenceRequest sample, PooledBuffer target);
}
