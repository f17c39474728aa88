using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Code;

/// <summary>Chooses the runtime by the artefact: assemblies are code, all else is ONNX.</summary>
internal sealed class LoaderByFile(IModelLoader onnx, IModelLoader code) : IModelLoader
{
    /// <inheritdoc/>
    public IModelSession Load(ServableId id, string path, SessionSettings settings) =>
        (CodeModelLoader.Owns(path) ? code : onnx).Load(id, path, settings);
}
