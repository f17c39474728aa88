namespace ModelCluster.Actors.Kernel.Cells;

/// <summary>The parent of all top-level actors. It has no messages; it only supervises.</summary>
internal sealed class Guardian : Actor<Guardian.Nothing>
{
    protected internal override void Receive(Nothing message)
    {
        // a value of this type cannot be made
    }

    protected internal override void PreRestart(Exception reason, Nothing? message)
    {
        // the guardian has no parent that could restart it
    }

    internal sealed class Nothing
    {
        private Nothing()
        {
        }
    }
}
