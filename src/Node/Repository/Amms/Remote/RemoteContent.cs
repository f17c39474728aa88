namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>The content of a remote file while it is being fetched.</summary>
/// <param name="content">The bytes.</param>
/// <param name="stamp">Changes when the file does; null when the store does not tell.</param>
/// <param name="owner">What the bytes come from; disposed with them.</param>
internal sealed class RemoteContent(Stream content, string? stamp, IDisposable owner) : IAsyncDisposable
{
    public Stream Stream => content;

    public string? Stamp => stamp;

    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        owner.Dispose();
    }
}
