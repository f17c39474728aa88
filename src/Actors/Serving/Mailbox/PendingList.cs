namespace ModelCluster.Actors.Serving.Mailbox;

/// <summary>A doubly linked list through the requests themselves: adding and removing anywhere costs no allocation. Not thread-safe.</summary>
internal sealed class PendingList
{
    internal PendingInference? First { get; private set; }

    internal PendingInference? Last { get; private set; }

    internal int Count { get; private set; }

    internal void Add(PendingInference item)
    {
        item.List = this;
        item.Previous = Last;
        item.Next = null;
        if (Last is null)
            First = item;
        else
            Last.Next = item;
        Last = item;
        Count++;
    }

    internal void Remove(PendingInference item)
    {
        if (item.Previous is null)
            First = item.Next;
        else
            item.Previous.Next = item.Next;
        if (item.Next is null)
            Last = item.Previous;
        else
            item.Next.Previous = item.Previous;
        item.List = null;
        item.Previous = null;
        item.Next = null;
        Count--;
    }
}
