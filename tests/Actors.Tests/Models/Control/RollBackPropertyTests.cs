using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Actors.Models.Deciding;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Control;
using static ModelCluster.Actors.Tests.Models.Control.PlayedModel;
using static ModelCluster.Contracts.Control.ModelCommand;

namespace ModelCluster.Actors.Tests.Models.Control;

/// <summary>Whatever operators decide, in whatever order.</summary>
public sealed class RollBackPropertyTests
{
    private static readonly Gen<ModelCommand> Commands =
        from kind in Gen.Choose(0, 14)
        from version in Gen.Choose(1, 4).Select(V)
        from other in Gen.Choose(1, 4).Select(V)
        from label in Gen.Elements("a", "b")
        select Command(kind, version, other, label);

    private static readonly Arbitrary<(ModelCommand[] Script, int Point)> Scripts =
        (from script in Commands.ArrayOf()
         from point in Gen.Choose(0, 1_000)
         select (script, point)).ToArbitrary();

    [Fact]
    public void Going_back_to_any_point_brings_back_what_was_decided_and_served_then() => Prop.ForAll(Scripts, play =>
    {
        var model = Played(play.Script);
        var point = model.Points[play.Point % model.Points.Count];
        model.RollBack(point).ShouldBeOfType<Verdict.Accepted>();
        model.Intent.ShouldBe(point.Intent.Operator);
        model.State.Aspired.ShouldBe(point.Intent.Aspired);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Going_back_serves_what_was_served_also_when_newer_versions_have_come() => Prop.ForAll(Scripts, play =>
    {
        var model = Played(play.Script);
        var point = model.Points[play.Point % model.Points.Count];
        model.Add(5);
        model.Do(new LoadVersion(V(5)));
        model.RollBack(point).ShouldBeOfType<Verdict.Accepted>();
        model.Served.ShouldBe(point.Intent.Aspired!.Select(version => (int)version.Major));
        model.Intent.Labels.ShouldBe(point.Intent.Operator.Labels, ignoreOrder: true);
        model.Intent.Traffic.ShouldBe(point.Intent.Operator.Traffic);
        model.Intent.Pinned.ShouldBe(point.Intent.Operator.Pinned);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void What_is_recovered_is_what_was_there_and_the_next_command_is_decided_alike() => Prop.ForAll(Scripts, play =>
    {
        var model = Played(play.Script);
        var recovered = model.Recover();
        Text(recovered).ShouldBe(Text(model.State));
        var snapshot = ModelEventCodec.Snapshots.Encode("m", 1, DateTimeOffset.UnixEpoch, model.State);
        Text(ModelEventCodec.Snapshots.Decode(snapshot)).ShouldBe(Text(model.State));
        recovered.Operator.ShouldBe(model.Intent);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static PlayedModel Played(ModelCommand[] script)
    {
        var model = new PlayedModel(1, 2, 3, 4);
        foreach (var command in script)
            model.Do(command);
        return model;
    }

    private static ModelCommand Command(int kind, Contracts.Ids.ModelVersion version, Contracts.Ids.ModelVersion other, string label) => kind switch
    {
        0 => new Load(),
        1 => new Unload(),
        2 => new LoadVersion(version),
        3 => new UnloadVersion(version),
        4 => new ReloadVersion(version),
        5 => new PauseVersion(version),
        6 => new DrainVersion(version),
        7 => new ResumeVersion(version),
        8 => new Pin(version),
        9 => new Unpin(),
        10 => new MoveLabel(label, version),
        11 => new RemoveLabel(label),
        12 => new SetTraffic(version == other ? TrafficPlan.Newest : new TrafficPlan
        {
            Shares = [new(version, 1), new(other, 9)],
            StickyHeader = "X-User",
            Mirror = new TrafficMirror(other, 12.5),
            Limits = new TrafficLimits(version, TimeSpan.FromMinutes(5), 0.01, TimeSpan.FromSeconds(1)),
        }),
        13 => new Configure(version.Major == 1 ? null : $"{version.Major}"),
        _ => new Configure("all"),
    };
}
