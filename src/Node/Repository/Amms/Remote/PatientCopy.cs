using System.Security.Cryptography;

namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>Copies what comes over a network: for as long as it comes, and no more than a limit.</summary>
internal static class PatientCopy
{
    private const int BufferBytes = 128 << 10;

    /// <summary>How long nothing may come.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    /// <summary>Copies to the end.</summary>
    /// <param name="from">What comes.</param>
    /// <param name="to">Where to.</param>
    /// <param name="maxBytes">The most bytes.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="hash">Takes the bytes too; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArtefactStoreException">It broke off, stood still, or is too large.</exception>
    public static async Task CopyAsync(Stream from, Stream to, long maxBytes, string name, IncrementalHash? hash, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var buffer = new byte[BufferBytes];
        long copied = 0;
        try
        {
            while (true)
            {
                patience.CancelAfter(Idle);
                var read = await from.ReadAsync(buffer, patience.Token);
                if (read == 0)
                    return;
                copied += read;
                if (copied > maxBytes)
                    throw new ArtefactStoreException($"{name} is larger than {maxBytes:N0} bytes, which are allowed");
                hash?.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ArtefactStoreException($"{name} stood still for {Idle.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is not (ArtefactStoreException or OperationCanceledException))
        {
            throw new ArtefactStoreException($"{name} broke off: {e.Message}", e);
        }
    }
}
