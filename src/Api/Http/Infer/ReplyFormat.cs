namespace ModelCluster.Api.Http.Infer;

/// <summary>How the client wants its answer; everything of a request that the model has no use for.</summary>
internal sealed class ReplyFormat
{
    /// <summary>To be repeated in the answer; null for none.</summary>
    public string? Id { get; set; }

    /// <summary>Whether outputs that do not say otherwise are sent as binary data.</summary>
    public bool BinaryByDefault { get; set; }

    /// <summary>The outputs asked for, in order; null for all.</summary>
    public List<RequestedOutput>? Outputs { get; set; }

    /// <summary>How the output of this name is wanted.</summary>
    public RequestedOutput Of(string name)
    {
        if (Outputs is not null)
        {
            foreach (var output in Outputs)
            {
                if (output.Name == name)
                    return output;
            }
        }

        return new RequestedOutput(name, IsBinary: null, Classes: 0);
    }
}

/// <summary>One output that a request asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBinary">As binary data or as JSON; null: as the request's default says.</param>
/// <param name="Classes">Above 0: the so many largest elements of each row instead of the elements.</param>
internal readonly record struct RequestedOutput(string Name, bool? IsBinary, int Classes);
