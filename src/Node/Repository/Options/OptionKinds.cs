using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelCluster.Node.Repository.Options;

/// <summary>The kinds of values that a table of options is made of.</summary>
internal static class OptionKinds
{
    /// <summary>A whole number within bounds.</summary>
    public static OptionTable<T> Integer<T>(
        this OptionTable<T> table, string name, string unit, string @default, long min, long max, string description, Action<T, long> apply)
    {
        var allowed = $"{min:N0} to {max:N0}";
        var schema = new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max },
                new JsonObject { ["type"] = "string", ["pattern"] = "^-?[0-9]+$" }),
        };
        var mustBe = $"an integer from {allowed}{(unit.Length == 0 ? "" : $" ({unit})")}";
        return table.Add(new OptionKey<T>(name, "integer", description, schema, Read) { Unit = unit, Default = @default, Allowed = allowed });

        void Read(OptionValue value, T target)
        {
            if (value.TryGetInteger(out var number) && number >= min && number <= max)
                apply(target, number);
            else
                value.Fail(mustBe);
        }
    }

    /// <summary>True or false.</summary>
    public static OptionTable<T> Flag<T>(this OptionTable<T> table, string name, bool @default, string description, Action<T, bool> apply)
    {
        var written = @default ? "true" : "false";
        var schema = new JsonObject { ["type"] = "boolean", ["default"] = @default };
        return table.Add(new OptionKey<T>(name, "boolean", description, schema, Read) { Default = written, Allowed = "true, false" });

        void Read(OptionValue value, T target)
        {
            if (value.Json.ValueKind is JsonValueKind.True or JsonValueKind.False)
                apply(target, value.Json.GetBoolean());
            else
                value.Fail("true or false");
        }
    }

    /// <summary>One of a few words.</summary>
    public static OptionTable<T> Choice<T, TValue>(
        this OptionTable<T> table, string name, string @default, (string Word, TValue Value)[] choices, string description, Action<T, TValue> apply)
    {
        var words = choices.Select(choice => $"\"{choice.Word}\"").ToArray();
        var schema = new JsonObject { ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice.Word)]) };
        return table.Add(new OptionKey<T>(name, "string", description, schema, Read) { Default = @default, Allowed = string.Join(", ", words) });

        void Read(OptionValue value, T target)
        {
            if (value.TryGetText(out var text) && Array.FindIndex(choices, choice => choice.Word == text) is var index and >= 0)
                apply(target, choices[index].Value);
            else
                value.Fail(string.Join(" or ", words));
        }
    }

    /// <summary>A text; <paramref name="tryApply"/> says whether it will do. An empty one counts as absent, unless required.</summary>
    public static OptionTable<T> Text<T>(
        this OptionTable<T> table, string name, bool required, string allowed, string description, Func<T, string, bool> tryApply)
    {
        return table.Add(new OptionKey<T>(name, "string", description, new() { ["type"] = "string" }, Read)
        {
            Default = required ? "required" : "",
            Allowed = allowed,
        });

        void Read(OptionValue value, T target)
        {
            var isText = value.TryGetText(out var text);
            var isAbsent = !isText && value.Json.ValueKind == JsonValueKind.String && !required;
            if (!isAbsent && (!isText || !tryApply(target, text)))
                value.Fail(allowed);
        }
    }

    /// <summary>An object with a table of its own.</summary>
    public static OptionTable<T> Section<T>(this OptionTable<T> table, string name, string description, OptionTable<T> inner) =>
        table.Add(new OptionKey<T>(name, "object", description, inner.Schema, inner.Read) { Children = inner.Keys });

    /// <summary>A list of objects, each with a table of its own.</summary>
    public static OptionTable<T> List<T, TItem>(
        this OptionTable<T> table, string name, string description, OptionTable<TItem> item, Action<OptionValue, T, IReadOnlyList<TItem>> apply)
        where TItem : new()
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.Schema };
        return table.Add(new OptionKey<T>(name, "array of objects", description, schema, Read) { Children = item.Keys });

        void Read(OptionValue value, T target)
        {
            if (value.Json.ValueKind != JsonValueKind.Array)
            {
                value.Fail("a list of objects");
                return;
            }

            var items = new List<TItem>();
            foreach (var json in value.Json.EnumerateArray())
            {
                var read = new TItem();
                item.Read(value.Item(items.Count, json), read);
                items.Add(read);
            }

            apply(value, target, items);
        }
    }

    /// <summary>A key that is accepted and has no effect here, with the reason.</summary>
    public static OptionTable<T> Ignored<T>(this OptionTable<T> table, string name, string reason) =>
        table.Add(new OptionKey<T>(name, "any", $"Accepted and ignored: {reason}", [], static (_, _) => { }));
}
