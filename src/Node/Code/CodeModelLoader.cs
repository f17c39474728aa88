using System.Runtime.CompilerServices;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Servables;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Code;

/// <summary>
/// Loads assemblies as models: each version in a context of its own, which is unloaded with it. How the one class is found and
/// made is in <see cref="ServableClass"/>, what its assembly may refer to in <see cref="CodeContext"/>.
/// </summary>
internal sealed class CodeModelLoader(CodePermission permission, ILogger<CodeModelLoader> logger) : IModelLoader
{
    /// <summary>True for the file of a code servable, by its name.</summary>
    public static bool Owns(string path) => Path.GetExtension(path).Equals(".dll", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IModelSession Load(ServableId id, string path, SessionSettings settings)
    {
        permission.Demand(path);
        var context = Enter(id, path);
        try
        {
            return Start(id, path, context);
        }
        catch
        {
            CodeContext.Leave(ref context);
            throw;
        }
    }

    private static CodeContext Enter(ServableId id, string path)
    {
        try
        {
            return new CodeContext(path, id.ToString());
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new ModelLoadException($"{path} cannot be loaded as code: {e.Message}", e);
        }
    }

    /// <summary>On a frame of its own: no local of the caller's may keep the context in memory once it has failed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private CodeSession Start(ServableId id, string path, CodeContext context)
    {
        var assembly = context.LoadAll(path);
        var servable = ServableClass.Create(assembly, path, new ServableContext(id, Path.GetDirectoryName(path)!));
        try
        {
            return new CodeSession(id, context, servable, ServableClass.Signature(servable, path), logger);
        }
        catch
        {
            (servable as IDisposable)?.Dispose();
            throw;
        }
    }
}
