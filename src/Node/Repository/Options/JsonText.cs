using System.Text.Json;

namespace ModelCluster.Node.Repository.Options;

/// <summary>Parses a JSON file strictly, with errors for the person who wrote it.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The document, which the caller disposes; null, with an error noted, if there is none.</summary>
    public static JsonDocument? Parse(ReadOnlySpan<byte> json, int maxBytes, OptionErrors errors)
    {
        if (json.StartsWith(ByteOrderMark))
            json = json[ByteOrderMark.Length..];
        if (json.Length > maxBytes)
        {
            errors.Add($"{json.Length:N0} bytes are too many; at most {maxBytes:N0} are allowed");
            return null;
        }

        try
        {
            return JsonDocument.Parse(json.ToArray(), Strict);
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber:")[0].ReplaceLineEndings(" ");
            errors.Add(e.LineNumber is { } line ? $"line {line + 1}, byte {e.BytePositionInLine + 1}: {reason}" : reason);
            return null;
        }
    }
}
