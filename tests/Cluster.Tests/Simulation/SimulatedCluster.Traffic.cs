namespace ModelCluster.Cluster.Tests.Simulation;

/// <summary>The requests.</summary>
internal sealed partial class SimulatedCluster
{
    private const double MeanWork = 0.02;

    /// <summary>Lets time pass while requests come in, as many as keep the living nodes busy for a part of their time.</summary>
    internal void Run(double seconds, double utilization)
    {
        var end = Now + seconds;
        Arrive();
        while (_events.TryPeek(out _, out var next) && next.Time <= end)
        {
            Now = next.Time;
            _events.Dequeue()();
        }

        Now = end;

        void Arrive()
        {
            var rate = utilization * _members.Count * _nodes[0].Cores / MeanWork;
            var delay = Exponential(1 / rate);
            if (Now + delay > end)
                return;
            At(delay, () =>
            {
                Sent++;
                Route(new SimulatedRequest(_population.Draw(_random), Exponential(MeanWork)));
                Arrive();
            });
        }
    }

    /// <summary>Lets time pass until nothing is under way any more.</summary>
    internal void Finish()
    {
        while (_events.TryDequeue(out var what, out var when))
        {
            Now = when.Time;
            what();
        }
    }

    private void Route(SimulatedRequest request)
    {
        if (request.Replica is not null)
            request.Replica.Outstanding--;
        request.Replica = Pick(_models[request.Model], Entry());
        if (request.Replica is null)
        {
            At(0.01, () => Route(request)); // it waits, within its deadline, for the replica to be loaded
            return;
        }

        request.Replica.Outstanding++;
        var node = request.Replica.At!;
        node.Waiting.Enqueue(request);
        Work(node);
    }

    private SimulatedNode Entry()
    {
        var node = _nodes[_random.Next(_nodes.Count)];
        return node.IsAlive ? node : Entry();
    }

    private SimulatedReplica? Pick(SimulatedReplica[] replicas, SimulatedNode entry)
    {
        var ready = Array.TrueForAll(replicas, replica => replica.At is not null) ? replicas : Array.FindAll(replicas, replica => replica.At is not null);
        if (Array.Find(ready, replica => replica.At == entry) is { } local)
            return local;
        if (ready.Length < 2)
            return ready.FirstOrDefault();
        var first = _random.Next(ready.Length);
        var second = _random.Next(ready.Length - 1);
        var (left, right) = (ready[first], ready[second < first ? second : second + 1]);
        return right.Outstanding < left.Outstanding ? right : left;
    }

    private void Work(SimulatedNode node)
    {
        while (node.Running.Count < node.Cores && node.Waiting.TryDequeue(out var request))
        {
            node.Running.Add(request);
            At(request.Work, () =>
            {
                if (!node.IsAlive || !node.Running.Remove(request))
                    return;
                request.Replica!.Outstanding--;
                node.Done += request.Work;
                Answered++;
                Work(node);
            });
        }
    }

    private double Exponential(double mean) => -Math.Log(1 - _random.NextDouble()) * mean;
}
