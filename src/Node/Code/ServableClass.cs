using System.Reflection;
using ModelCluster.Contracts.Servables;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Code;

/// <summary>Finds the servable in an assembly, makes it, and reads what it declares. Stateless.</summary>
/// <remarks>
/// No exception of the servable's is passed on, only its text: it may be of a type of the servable's, and would keep its
/// assembly in memory for as long as someone keeps the exception.
/// </remarks>
internal static class ServableClass
{
    /// <summary>The one servable of the assembly.</summary>
    /// <exception cref="ModelLoadException">There is none or more than one, or it cannot be made.</exception>
    public static IServable Create(Assembly assembly, string path, ServableContext context)
    {
        var type = Find(assembly, path);
        string problem;
        try
        {
            if (type.GetConstructor([typeof(ServableContext)]) is { } withContext)
                return (IServable)withContext.Invoke([context]);
            if (type.GetConstructor([]) is { } plain)
                return (IServable)plain.Invoke([]);
            problem = $"{type.FullName} has no public constructor that takes a {nameof(ServableContext)} or nothing";
        }
        catch (TargetInvocationException e)
        {
            problem = $"the constructor of {type.FullName} failed: {Text(e.InnerException ?? e)}";
        }

        throw new ModelLoadException($"{path}: {problem}");
    }

    /// <summary>What the servable declares, copied: not even its lists may outlive it.</summary>
    /// <exception cref="ModelLoadException">It declares nothing, a name twice, or throws.</exception>
    public static ModelSignature Signature(IServable servable, string path)
    {
        string problem;
        try
        {
            return new ModelSignature(Copy(servable.Inputs, "input"), Copy(servable.Outputs, "output"));
        }
        catch (Exception e)
        {
            problem = Text(e);
        }

        throw new ModelLoadException($"{path}: the inputs and outputs of {servable.GetType().FullName} cannot be read: {problem}");
    }

    /// <summary>An exception as operators and clients read it.</summary>
    public static string Text(Exception failure) => $"{failure.GetType().Name}: {failure.Message}";

    private static Type Find(Assembly assembly, string path)
    {
        Type[] types;
        try
        {
            types = assembly.GetExportedTypes();
        }
        catch (Exception e) when (e is TypeLoadException or FileNotFoundException or FileLoadException or ReflectionTypeLoadException)
        {
            throw new ModelLoadException($"{path} does not fit this node: {e.Message}; build it with the node's ModelCluster.Contracts", e);
        }

        var found = types.Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && typeof(IServable).IsAssignableFrom(type)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new ModelLoadException($"{path} holds no servable: one public class must implement {typeof(IServable).FullName}"),
            _ => throw new ModelLoadException($"{path} holds {found.Count} servables, {string.Join(" and ", found.Select(type => type.FullName))}; keep one public, or give each an assembly and a model of its own"),
        };
    }

    private static TensorSpec[] Copy(IReadOnlyList<TensorSpec> specs, string kind)
    {
        if (specs.Count == 0)
            throw new ArgumentException($"there is no {kind}, and at least one is needed", nameof(specs));
        if (specs.GroupBy(spec => spec.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"{kind} '{twice.Key}' is declared twice", nameof(specs));
        return [.. specs.Select(Copy)];
    }

    private static TensorSpec Copy(TensorSpec spec)
    {
        if (string.IsNullOrEmpty(spec.Name))
            throw new ArgumentException("a tensor has no name", nameof(spec));
        if (!Enum.IsDefined(spec.Type))
            throw new ArgumentException($"'{spec.Name}' has type {(int)spec.Type}, which is none", nameof(spec));
        string[] names = [.. spec.DimensionNames];
        if (names.Length != spec.Shape.Rank)
            throw new ArgumentException($"'{spec.Name}' has {spec.Shape.Rank} dimensions and {names.Length} names for them", nameof(spec));
        return new TensorSpec(spec.Name, spec.Type, spec.Shape, names);
    }
}
