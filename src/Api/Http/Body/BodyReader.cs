using System.Buffers;

namespace ModelCluster.Api.Http.Body;

/// <summary>Makes something of a body.</summary>
/// <param name="bytes">Good during the call only.</param>
internal delegate T BodyReader<out T>(in ReadOnlySequence<byte> bytes);
