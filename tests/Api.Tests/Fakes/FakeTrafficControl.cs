using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>Knows one model, <c>m</c>, and does as it is told about its labels and traffic.</summary>
internal sealed class FakeTrafficControl(FakeCatalog catalog) : IModelControl, ITrafficReports
{
    private static readonly ModelName Known = ModelName.Parse("m");

    public OperatorIntent Intent { get; set; } = OperatorIntent.None;

    public TrafficReport Report { get; set; } = new(0, null, null);

    /// <summary>What the next command is answered with; null: it is done.</summary>
    public (AdminStatus Status, string Message)? Refusal { get; set; }

    public List<(ModelCommand Command, Cause Cause, bool IsDryRun)> Commands { get; } = [];

    public Task<ControlOutcome> ExecuteAsync(ModelName model, ModelCommand command, Cause cause, bool dryRun, CancellationToken cancellation)
    {
        Commands.Add((command, cause, dryRun));
        var before = Find(model);
        if (before is null)
            return Task.FromResult(new ControlOutcome(AdminStatus.NotFound, $"no model '{model}'", null, null, []));
        if (Refusal is { } refusal)
            return Task.FromResult(new ControlOutcome(refusal.Status, refusal.Message, before, before, []));
        var intent = After(command);
        if (!dryRun)
            Intent = intent;
        var after = before with { Intent = intent, SequenceNr = dryRun ? before.SequenceNr : before.SequenceNr + 1 };
        return Task.FromResult(new ControlOutcome(AdminStatus.Done, "", before, after, [$"{command.GetType().Name} was done"]));
    }

    public ControlSnapshot? Find(ModelName model) =>
        model == Known ? new ControlSnapshot(Intent, catalog.Find(model)!, Commands.Count) : null;

    TrafficReport? ITrafficReports.Find(ModelName model) => model == Known ? Report : null;

    private OperatorIntent After(ModelCommand command)
    {
        var labels = Intent.Labels.ToDictionary(StringComparer.Ordinal);
        switch (command)
        {
            case ModelCommand.SetTraffic set:
                return Intent with { Traffic = set.Plan };
            case ModelCommand.MoveLabel move:
                labels[move.Label] = move.Version;
                return Intent with { Labels = labels };
            case ModelCommand.RemoveLabel remove:
                labels.Remove(remove.Label);
                return Intent with { Labels = labels };
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "not about traffic");
        }
    }
}
