using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using ModelCluster.Contracts.Servables;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Code;

/// <summary>
/// The assemblies of one version: its own and its private dependencies, each read into memory once, at load, so that the files
/// can be replaced at any time. What is not beside it comes from the node: .NET itself, and the contracts, which must be the
/// node's for its types to be the same.
/// </summary>
internal sealed class CodeContext : AssemblyLoadContext
{
    private const int MostCollections = 6;

    private static readonly Assembly Contracts = typeof(IServable).Assembly;

    private readonly AssemblyDependencyResolver _resolver;
    private DirectoryInfo? _nativeCopies;

    /// <exception cref="InvalidOperationException">The assembly's list of dependencies (.deps.json) cannot be read.</exception>
    public CodeContext(string path, string name)
        : base(name, isCollectible: true) => _resolver = new AssemblyDependencyResolver(path);

    /// <summary>Bytes of the assemblies read.</summary>
    public long Bytes { get; private set; }

    /// <summary>Loads an assembly and all that it refers to, directly or not.</summary>
    /// <exception cref="ModelLoadException">It is no assembly, or something that it needs is not there.</exception>
    public Assembly LoadAll(string path)
    {
        var main = LoadMain(path);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var missing = new List<string>();
        var toVisit = new Stack<Assembly>([main]);
        while (toVisit.TryPop(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies().Where(name => seen.Add(name.FullName)))
            {
                if (TryLoad(name, missing, assembly) is { } loaded && GetLoadContext(loaded) == this)
                    toVisit.Push(loaded);
            }
        }

        return missing.Count == 0
            ? main
            : throw new ModelLoadException($"{path} cannot be loaded as code: {string.Join("; ", missing)}");
    }

    /// <summary>
    /// Unloads a context, and the last reference to it. Its memory is free when nothing uses it any more, which takes some
    /// collections: the finalizers of one find what the next may free.
    /// </summary>
    /// <returns>True if it is free; false if something still holds it: a static of the node's, a thread, a timer.</returns>
    public static bool Leave(ref CodeContext context)
    {
        var weak = Unload(ref context);
        for (var i = 0; weak.IsAlive && i < MostCollections; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return !weak.IsAlive;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Contracts.GetName().Name)
            return null;
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? Read(path) : null;
    }

    /// <summary>A native library is mapped from its file, so it is mapped from a copy.</summary>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        if (_resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is not { } path)
            return 0;
        _nativeCopies ??= Directory.CreateTempSubdirectory("modelcluster-native-");
        var copy = Path.Combine(_nativeCopies.FullName, Path.GetFileName(path));
        File.Copy(path, copy, overwrite: true);
        return LoadUnmanagedDllFromPath(copy);
    }

    /// <summary>On a frame of its own, so that the caller's holds no reference.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Unload(ref CodeContext context)
    {
        var weak = new WeakReference(context, trackResurrection: true);
        context._nativeCopies?.Delete(recursive: true); // what is mapped stays until it is unmapped
        context.Unload();
        context = null!;
        return weak;
    }

    private Assembly LoadMain(string path)
    {
        try
        {
            return Read(path);
        }
        catch (BadImageFormatException e)
        {
            throw new ModelLoadException($"{path} is no .NET assembly that this node can load: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private Assembly Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        using var stream = new MemoryStream(bytes, writable: false);
        var assembly = LoadFromStream(stream);
        Bytes += bytes.Length;
        return assembly;
    }

    private Assembly? TryLoad(AssemblyName name, List<string> missing, Assembly user)
    {
        if (name.Name is "System.Runtime" or "System.Private.CoreLib" && name.Version?.Major > Environment.Version.Major)
        {
            missing.Add($"{user.GetName().Name} was built for .NET {name.Version.Major}, and this node runs .NET {Environment.Version}; build it for net{Environment.Version.Major}.0");
            return null;
        }

        try
        {
            return LoadFromAssemblyName(name);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            missing.Add(WhyMissing(name, user.GetName().Name!, e));
            return null;
        }
    }

    private static string WhyMissing(AssemblyName name, string user, Exception failure)
    {
        var ours = Contracts.GetName();
        if (name.Name == ours.Name)
            return $"{user} was built with {ours.Name} {name.Version}, and this node has {ours.Version}; build it with the node's";
        return failure is FileNotFoundException or FileLoadException
            ? $"{user} needs {name.Name} {name.Version}, which neither lies beside it nor is part of .NET {Environment.Version}; copy it there, as `dotnet publish` does"
            : $"{user} needs {name.Name}, which cannot be loaded: {failure.Message}";
    }
}
