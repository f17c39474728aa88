using System.Runtime.CompilerServices;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Servables;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Code;

/// <summary>A servable that is loaded, and the context that holds its code.</summary>
internal sealed partial class CodeSession : IModelSession
{
    private readonly ServableId _id;
    private readonly ILogger _logger;
    private CodeContext _context;
    private IServable? _servable;

    /// <summary>Takes over <paramref name="context"/> and <paramref name="servable"/>.</summary>
    public CodeSession(ServableId id, CodeContext context, IServable servable, ModelSignature signature, ILogger logger)
    {
        _id = id;
        _context = context;
        _servable = servable;
        _logger = logger;
        Signature = signature;
        MemoryBytes = context.Bytes;
    }

    /// <inheritdoc/>
    public ModelSignature Signature { get; }

    /// <inheritdoc/>
    public string Platform => "dotnet_assembly";

    /// <inheritdoc/>
    public string Device => "cpu";

    /// <inheritdoc/>
    public long MemoryBytes { get; }

    /// <inheritdoc/>
    public bool MayRunOnCallersThread => false;

    /// <summary>The servable itself; only runners ask, and none after the session is disposed.</summary>
    internal IServable Servable => _servable ?? throw new ObjectDisposedException($"{_id}");

    /// <inheritdoc/>
    public ISessionRunner CreateRunner() => new CodeRunner(this);

    /// <summary>Disposes the servable, unloads its code, and waits until its memory is free, or is seen to be held.</summary>
    public void Dispose()
    {
        if (_servable is null)
            return;
        End();
        if (!CodeContext.Leave(ref _context))
            LogKept(_id);
    }

    /// <summary>On a frame of its own, which is gone when memory is looked at.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void End()
    {
        var servable = Interlocked.Exchange(ref _servable, null);
        try
        {
            (servable as IDisposable)?.Dispose();
        }
        catch (Exception e)
        {
            LogDisposeFailed(_id, ServableClass.Text(e));
        }
    }
}
