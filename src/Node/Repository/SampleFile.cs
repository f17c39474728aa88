using System.Runtime.InteropServices;
using System.Text.Json;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Repository;

/// <summary>
/// Reads a sample: <c>{"description", "versions", "tolerance", "request": {...}, "expected": {"outputs": [...]}}</c>. Request
/// and expectation stay JSON, since only a protocol can read them.
/// </summary>
internal static class SampleFile
{
    /// <summary>The largest sample, in bytes.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>The tolerance of a sample that states none.</summary>
    public const double DefaultTolerance = 1e-4;

    private static readonly OptionTable<Draft> Table = new OptionTable<Draft>()
        .Text("description", required: false, "a text", "What the sample shows.", (_, _) => true)
        .Text("versions", required: false, "a version or a range such as 1.x", "The versions it applies to.", TrySetVersions)
        .Add(new("tolerance", "number", "The largest difference of floating-point outputs that will do.", [], ReadTolerance)
        {
            Default = $"{DefaultTolerance}",
            Allowed = "0 or more",
        })
        .Add(new("request", "object", "An infer request of the Open Inference Protocol.", [], (value, draft) => draft.Request = Slice(value))
        {
            Default = "required",
        })
        .Add(new("expected", "object", "The infer response it must give, of which `outputs` counts; without it the request must only run.", [],
            (value, draft) => draft.Expected = Slice(value)));

    /// <summary>What a sample may hold, for the documentation.</summary>
    public static IReadOnlyList<OptionKey> Keys => Table.Keys;

    /// <summary>The sample, or null and everything that is wrong with it.</summary>
    public static (ModelSample? Sample, IReadOnlyList<string> Errors) Read(ReadOnlySpan<byte> json, string name, string fileName)
    {
        var errors = new OptionErrors(fileName);
        using var document = JsonText.Parse(json, MaxBytes, errors);
        if (document is null)
            return (null, errors.Messages);
        var draft = new Draft();
        Table.Read(new OptionValue(document.RootElement, "", errors), draft);
        if (draft.Request is null && errors.Messages.Count == 0)
            errors.Add("request is missing; it must be an infer request");
        return errors.Messages.Count > 0
            ? (null, errors.Messages)
            : (new ModelSample(name, draft.Versions, draft.Request!, Optional(draft.Expected), draft.Tolerance), []);
    }

    /// <summary>Said in words, since a null array converts to memory that is empty, not absent.</summary>
    private static ReadOnlyMemory<byte>? Optional(byte[]? json) => json is null ? default(ReadOnlyMemory<byte>?) : json.AsMemory();

    private static bool TrySetVersions(Draft draft, string text)
    {
        var isRange = VersionRange.TryParse(text, out var range);
        draft.Versions = range;
        return isRange;
    }

    private static void ReadTolerance(OptionValue value, Draft draft)
    {
        if (value.Json.ValueKind == JsonValueKind.Number && value.Json.GetDouble() is >= 0 and var tolerance)
            draft.Tolerance = tolerance;
        else
            value.Fail("a number of 0 or more");
    }

    private static byte[]? Slice(OptionValue value)
    {
        if (value.Json.ValueKind == JsonValueKind.Object)
            return JsonMarshal.GetRawUtf8Value(value.Json).ToArray();
        value.Fail("an object");
        return null;
    }

    private sealed class Draft
    {
        public VersionRange? Versions { get; set; }

        public double Tolerance { get; set; } = DefaultTolerance;

        public byte[]? Request { get; set; }

        public byte[]? Expected { get; set; }
    }
}
