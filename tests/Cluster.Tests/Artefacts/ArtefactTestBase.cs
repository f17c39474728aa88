using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Tests.Onnx;

namespace ModelCluster.Cluster.Tests.Artefacts;

/// <summary>Two nodes: <see cref="A"/> has models, <see cref="B"/> wants them and has a link to it.</summary>
public abstract class ArtefactTestBase : IAsyncLifetime
{
    private protected static readonly ServableId Id = new(ModelName.Parse("iris"), ModelVersion.Parse("1"));

    private readonly List<ArtefactNode> _more = [];

    private protected ArtefactNode A { get; private set; } = null!;

    private protected ArtefactNode B { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        A = await ArtefactNode.StartAsync("a");
        B = await ArtefactNode.StartAsync("b");
        B.LinkTo(A);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var node in _more.Append(A).Append(B))
            await node.DisposeAsync();
    }

    private protected async Task<ArtefactNode> StartAsync(string name, long shelfBytes = 1 << 30, TimeProvider? time = null)
    {
        var node = await ArtefactNode.StartAsync(name, shelfBytes, time);
        _more.Add(node);
        return node;
    }

    private protected static (string Path, byte[] Content) Model(string path, params string[] weights)
    {
        var model = new OnnxModelBuilder().Constant("one", 1);
        foreach (var file in weights)
            model.ExternalConstant(file, file);
        return (path, model.Build());
    }

    /// <summary>Some bytes that differ from file to file and along the file.</summary>
    private protected static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
