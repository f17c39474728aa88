using System.Text.Json;

namespace ModelCluster.Node.Repository.Options;

/// <summary>Parses a JSON file strictly, with errors for the person who wrote it.</summary>
internal static class JsonText
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The document, which the caller disposes; null, with an error noted, if there is none.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <param name="maxBytes">The largest document.</param>
    /// <param name="errors">Where to say what is wrong.</param>
    /// <param name="allowDuplicates">True for a caller that looks for keys that are there twice by itself.</param>
    public static JsonDocument? Parse(ReadOnlySpan<byte> json, int maxBytes, OptionErrors errors, bool allowDuplicates = false)
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
            CheckTexts(json);
            return JsonDocument.Parse(json.ToArray(), new JsonDocumentOptions { AllowDuplicateProperties = allowDuplicates });
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber:")[0].ReplaceLineEndings(" ");
            var column = e.BytePositionInLine is { } position ? $", byte {position + 1}" : "";
            errors.Add(e.LineNumber is { } line ? $"line {line + 1}{column}: {reason}" : reason);
            return null;
        }
    }

    /// <summary>Refuses texts that are no Unicode, which would otherwise fail where they are used.</summary>
    private static void CheckTexts(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
                continue;
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                var line = json[..(int)reader.TokenStartIndex].Count((byte)'\n');
                throw new JsonException("a text is not valid Unicode", path: null, line, bytePositionInLine: null, e);
            }
        }
    }
}
