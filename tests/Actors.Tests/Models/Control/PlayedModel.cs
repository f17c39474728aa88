using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Models.Deciding;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Tests.Models.Control;

/// <summary>A model on paper: its rules and its history, without an actor, a file or a journal.</summary>
internal sealed class PlayedModel
{
    private readonly List<ModelVersion> _found;

    internal PlayedModel(params IEnumerable<int> found)
    {
        _found = [.. found.Select(version => new ModelVersion(version))];
        See();
        Points.Add(new Past(Events.Count, State));
    }

    internal ModelIntent State { get; private set; } = ModelIntent.Initial;

    internal string? File { get; set; }

    internal List<IModelEvent> Events { get; } = [];

    /// <summary>The state after each change.</summary>
    internal List<Past> Points { get; } = [];

    internal OperatorIntent Intent => State.Operator;

    internal IReadOnlyList<int> Served => [.. Aspiration.Of(_found, PolicyOf(Intent.Configuration), Intent).Select(version => (int)version.Major)];

    /// <summary>States other than what follows from the intent: everything that is to be served is available.</summary>
    internal Dictionary<int, ServableState> States { get; } = [];

    internal static ModelVersion V(int version) => new(version);

    internal Verdict Do(ModelCommand command)
    {
        var verdict = Judgement.Of(State, command, null, Facts());
        Take(verdict);
        return verdict;
    }

    internal Verdict RollBack(Past past)
    {
        var verdict = Judgement.Of(State, new ModelCommand.RollBack(past.SequenceNr, null), past, Facts());
        Take(verdict);
        return verdict;
    }

    internal void Add(int version)
    {
        _found.Add(V(version));
        See();
    }

    internal void Delete(int version)
    {
        _found.Remove(V(version));
        See();
    }

    /// <summary>As after a restart: the state of what was written.</summary>
    internal ModelIntent Recover()
    {
        var state = ModelIntent.Initial;
        foreach (var (number, happened) in Events.Index())
        {
            var record = new EventRecord(
                number, "m", number + 1, DateTimeOffset.UnixEpoch, ModelEventCodec.Events.Encode(happened), new Cause(CauseKind.System, "test"), Guid.Empty);
            state = state.After(ModelEventCodec.Events.Decode(record));
        }

        return state;
    }

    /// <summary>A state as text, for comparing.</summary>
    internal static string Text(ModelIntent state) => ModelEventCodec.Snapshots.Encode("m", 1, DateTimeOffset.UnixEpoch, state).Payload;

    private static VersionPolicy PolicyOf(string? configuration) =>
        configuration is null ? VersionPolicy.Default : ModelsFixture.ReadOptions(ModelName.Parse("m"), configuration).Options!.VersionPolicy;

    private void See()
    {
        var model = ModelsFixture.Model("m", null, _found.Select(version => version.ToString())) with { ConfigurationText = File };
        Happen(ModelNews.Of(State, model, Aspiration.Of(_found, PolicyOf(Intent.Configuration), Intent)));
    }

    private void Take(Verdict verdict)
    {
        if (verdict is not Verdict.Accepted accepted)
            return;
        Happen(accepted.Events);
        Points.Add(new Past(Events.Count, State));
    }

    private void Happen(IReadOnlyList<IModelEvent> events)
    {
        Events.AddRange(events);
        State = events.Aggregate(State, (state, happened) => state.After(happened));
    }

    private ModelFacts Facts()
    {
        var served = Served;
        return new ModelFacts(
            ModelName.Parse("m"),
            _found.ToDictionary(version => version, version => new VersionFact(IsFound: true, StateOf((int)version.Major, served), "")),
            File,
            json => json is null ? new OptionsOrProblem(ModelOptions.Default, "") : ModelsFixture.ReadOptions(ModelName.Parse("m"), json));
    }

    private ServableState StateOf(int version, IReadOnlyList<int> served) =>
        States.TryGetValue(version, out var state) ? state : served.Contains(version) ? ServableState.Available : ServableState.Ended;
}
