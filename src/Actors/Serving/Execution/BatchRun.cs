using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Learning;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Execution;

/// <summary>
/// Assembles the requests of a batch, runs the session once, splits the outputs and answers. A batch that fails is run
/// again request by request, so that one request's fault is not another's. Used by one thread at a time; never throws.
/// </summary>
internal sealed class BatchRun : IDisposable
{
    private readonly ServableModel _model;
    private readonly SessionSlotRunner _runner;
    private readonly BatchSizeLearner _learner;
    private readonly ServingClock _clock;
    private readonly List<PendingInference> _live = [];
    private readonly List<InferenceReply> _replies = [];
    private readonly Tensor[] _inputs;
    private readonly Tensor?[] _outputs;
    private Tensor[] _parts = new Tensor[8];

    internal BatchRun(ServableModel model, ISessionRunner runner, BatchSizeLearner learner, ServingClock clock)
    {
        _model = model;
        _runner = new SessionSlotRunner(model, runner);
        _learner = learner;
        _clock = clock;
        Counters = new ServableCounters(clock);
        _inputs = new Tensor[model.Signature.Inputs.Count];
        _outputs = new Tensor?[model.Signature.Outputs.Count];
    }

    internal ServableCounters Counters { get; }

    /// <summary>Answers every request of <paramref name="batch"/> that was not answered already; their inputs stay theirs.</summary>
    internal void Execute(List<PendingInference> batch)
    {
        var now = _clock.Now;
        _live.Clear();
        foreach (var item in batch)
        {
            if (!IsOver(item, now))
                _live.Add(item);
        }

        if (_live.Count > 1 && !TryRun(_live, now))
            RunOneByOne();
        else if (_live.Count == 1)
            TryRun(_live, now);
    }

    public void Dispose() => _runner.Dispose();

    private bool IsOver(PendingInference item, long now)
    {
        if (item.IsClaimed)
            return true;
        if (item.Deadline > now)
            return false;
        Fail(item, Errors.TimedOut, now);
        return true;
    }

    private void RunOneByOne()
    {
        var one = new List<PendingInference>(1);
        foreach (var item in _live)
        {
            var now = _clock.Now;
            if (IsOver(item, now))
                continue;
            one.Clear();
            one.Add(item);
            TryRun(one, now);
        }
    }

    /// <summary>False: the run of several requests failed and none was answered. A single request is always answered.</summary>
    private bool TryRun(List<PendingInference> items, long start)
    {
        try
        {
            var rows = Assemble(items);
            var assembled = _clock.Now;
            var cancellation = items.Count == 1 ? items[0].Cancellation : CancellationToken.None;
            _runner.Run(_inputs, rows, _outputs, cancellation);
            var ran = _clock.Now;
            Split(items);
            Counters.AddRun(rows, _runner.Runs, items.Count, new RunTicks(assembled - start, ran - assembled, _clock.Now - ran));
            if (_runner.Runs == 1)
                _learner.Observe(rows, _clock.Nanoseconds(ran - assembled));
            Answer(items, start);
            return true;
        }
        catch (Exception failure)
        {
            if (items.Count > 1)
                return false;
            Fail(items[0], Errors.Of(failure, _model.Id), _clock.Now);
            return true;
        }
        finally
        {
            CleanUp(items.Count);
        }
    }

    private long Assemble(List<PendingInference> items)
    {
        if (items.Count == 1)
        {
            items[0].Inputs.CopyTo(_inputs, 0);
            return items[0].Rows;
        }

        if (_parts.Length < items.Count)
            _parts = new Tensor[Math.Max(items.Count, _parts.Length * 2)];
        for (var i = 0; i < _inputs.Length; i++)
        {
            for (var j = 0; j < items.Count; j++)
                _parts[j] = items[j].Inputs[i];
            _inputs[i] = BatchAssembler.Concat(_parts.AsSpan(0, items.Count));
        }

        long rows = 0;
        foreach (var item in items)
            rows += item.Rows;
        return rows;
    }

    /// <summary>Makes a reply for each request, in <see cref="_replies"/>.</summary>
    private void Split(List<PendingInference> items)
    {
        long first = 0;
        foreach (var item in items)
        {
            var reply = InferenceReply.From(_model.Id);
            _replies.Add(reply);
            for (var i = 0; i < item.OutputCount; i++)
            {
                var index = item.Outputs[i];
                var whole = _outputs[index]!;
                if (items.Count == 1)
                    _outputs[index] = null;
                var part = items.Count == 1 ? whole : whole.SliceRows(first, item.Rows);
                reply.Add(new NamedTensor(_model.Signature.Outputs[index].Name, part));
            }

            first += item.Rows;
        }
    }

    /// <summary>Hands the replies out; those of requests that were given up meanwhile stay, to be disposed.</summary>
    private void Answer(List<PendingInference> items, long start)
    {
        var now = _clock.Now;
        var unixNow = _clock.Time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (!item.TryClaim())
                continue;
            Counters.AddSuccess(item.Rows, start - item.AdmittedAt, now - item.AdmittedAt, unixNow);
            var reply = _replies[i];
            _replies[i] = null!;
            item.Answer(reply);
        }
    }

    private void Fail(PendingInference item, InferenceError error, long now)
    {
        if (!item.TryClaim())
            return;
        Counters.AddFailure(error.Status, now - item.AdmittedAt);
        item.Answer(InferenceReply.Failed(error, _model.Id));
    }

    private void CleanUp(int requests)
    {
        foreach (var reply in _replies)
            reply?.Dispose();
        _replies.Clear();
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (requests > 1)
                _inputs[i]?.Dispose();
            _inputs[i] = null!;
        }

        for (var i = 0; i < _outputs.Length; i++)
        {
            _outputs[i]?.Dispose();
            _outputs[i] = null;
        }
    }
}
