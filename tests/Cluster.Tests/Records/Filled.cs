using System.Collections;
using System.Reflection;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Cluster.Tests.Records;

/// <summary>
/// Makes a value of any record of which every property differs from its default, by reflection, so that a property that is added
/// later cannot be forgotten; and tells where two values differ.
/// </summary>
internal static class Filled
{
    /// <summary>A value of <typeparamref name="T"/>; another seed, another value.</summary>
    public static T Make<T>(int seed = 1) => (T)Make(typeof(T), seed);

    /// <summary>The properties that a record is made of, and that can be set.</summary>
    public static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true });

    /// <summary>Where they differ, as paths; empty if they say the same.</summary>
    public static IEnumerable<string> Differences(object? left, object? right, string path = "")
    {
        if (left is null || right is null)
            return ReferenceEquals(left, right) ? [] : [$"{path}: {left ?? "null"} and {right ?? "null"}"];
        if (left is ReadOnlyMemory<byte> bytes)
            return bytes.Span.SequenceEqual(((ReadOnlyMemory<byte>)right).Span) ? [] : [path];
        if (left is IDictionary entries)
            return entries.Keys.Cast<object>().Union(((IDictionary)right).Keys.Cast<object>())
                .SelectMany(key => Differences(entries[key], ((IDictionary)right)[key], $"{path}.{key}"));
        if (left is IList list && right is IList other)
            return list.Count != other.Count
                ? [$"{path}: {list.Count} and {other.Count} items"]
                : Enumerable.Range(0, list.Count).SelectMany(i => Differences(list[i], other[i], $"{path}[{i}]"));
        if (left.GetType() == right.GetType() && IsRecord(left.GetType()))
            return Properties(left.GetType())
                .SelectMany(property => Differences(property.GetValue(left), property.GetValue(right), $"{path}.{property.Name}"));
        return left.Equals(right) ? [] : [$"{path}: {left} and {right}"];
    }

    private static object Make(Type type, int seed)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Known(type, seed) is { } known)
            return known;
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (type.IsGenericType && type.GetGenericArguments() is var arguments)
            return arguments.Length == 2 ? MakeDictionary(arguments[0], arguments[1], seed) : MakeList(arguments[0], seed);
        return MakeRecord(type, seed);
    }

    private static object? Known(Type type, int seed) => type switch
    {
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => 1000 + seed,
        _ when type == typeof(long) => (1L << 40) + seed,
        _ when type == typeof(float) => 0.1f + seed,
        _ when type == typeof(double) => 0.1 + seed,
        _ when type == typeof(string) => $"tëxt \"{seed}\"",
        _ when type == typeof(TimeSpan) => TimeSpan.FromTicks(12_345_678_901 + seed),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 3, 1, 12, 30, 15, TimeSpan.FromHours(2)).AddTicks(seed),
        _ when type == typeof(Uri) => new Uri($"http://node{seed}:8002"),
        _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>([1, 255, (byte)seed]),
        _ when type == typeof(NodeId) => NodeId.Parse($"node-{seed}"),
        _ when type == typeof(ModelName) => ModelName.Parse($"model_{seed}"),
        _ when type == typeof(ModelVersion) => ModelVersion.Parse($"{seed}.2.3"),
        _ when type == typeof(VersionRange) => new VersionRange(seed, 2, null),
        _ when type == typeof(TensorShape) => new TensorShape(-1, seed),
        _ when type == typeof(VersionPolicy) => new VersionPolicy.Specific([ModelVersion.Parse("1"), ModelVersion.Parse("2.1")]),
        _ => null,
    };

    private static IList MakeList(Type item, int seed)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        list.Add(Make(item, seed + 1));
        list.Add(Make(item, seed + 2));
        return list;
    }

    private static IDictionary MakeDictionary(Type key, Type value, int seed)
    {
        var entries = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
        entries.Add(Make(key, seed + 2), Make(value, seed + 1));
        entries.Add(Make(key, seed + 1), Make(value, seed + 2));
        return entries;
    }

    private static object MakeRecord(Type type, int seed)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        var record = constructor.Invoke([.. constructor.GetParameters().Select((parameter, i) => Make(parameter.ParameterType, seed + i))]);
        foreach (var (i, property) in Properties(type).Index())
            property.SetValue(record, Make(property.PropertyType, seed + i));
        return record;
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null && type.Namespace?.StartsWith("ModelCluster", StringComparison.Ordinal) == true;
}
