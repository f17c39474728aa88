using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Tests.Models.ModelsFixture;

namespace ModelCluster.Actors.Tests.Models;

/// <summary>Whatever happens, in whatever order, the end is what was wanted last.</summary>
public sealed class RandomScriptTests
{
    [Fact]
    public void Any_script_ends_in_the_wanted_state_and_leaks_no_session() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<byte>().ArrayOf().ToArbitrary(),
        script => PlayAsync(script)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public async Task A_thousand_models_register_and_go()
    {
        await using var models = new ModelsFixture();
        var all = Enumerable.Range(0, 1_000).Select(i => Model($"m{i}", i % 2 == 0 ? Lazy : null, "1")).ToList();
        models.Set(all);
        await UntilAsync(() => models.Routes.IsReady, "readiness");
        models.Routes.Models.Count.ShouldBe(1_000);
        models.Files.Sessions.Count().ShouldBe(500);
        (await models.AnswererAsync(model: "m998")).ShouldBe("1");
        models.Set(all.Take(1));
        await UntilAsync(() => models.Routes.Models.Count == 1, "999 models to go");
    }

    private static async Task PlayAsync(byte[] script)
    {
        await using var models = new ModelsFixture();
        models.Files.MakeBad("m/4");
        var outcomes = new List<Task<AdminOutcome>>();
        var replies = new List<Task<InferenceReply>>();
        AspiredModel? wanted = null;
        foreach (var step in script)
        {
            switch (step & 7)
            {
                case 0:
                    outcomes.Add(models.LoadAsync());
                    break;
                case 1:
                    outcomes.Add(models.UnloadAsync());
                    break;
                case 2:
                    wanted = null;
                    models.Set(Array.Empty<AspiredModel>());
                    break;
                case 3:
                    replies.Add(models.Infer());
                    break;
                case 4:
                    await Task.Yield();
                    break;
                default:
                    wanted = Wanted(step);
                    models.Set(wanted);
                    break;
            }
        }

        await Task.WhenAll(outcomes);
        foreach (var reply in replies)
            (await reply).Dispose();
        await EndsAsWantedAsync(models, wanted);
    }

    /// <summary>Versions 1 to 4 as the upper bits say, each step with another stamp or policy.</summary>
    private static AspiredModel Wanted(byte step)
    {
        var bits = step >> 3;
        var stamp = (step & 7) == 5 ? "a" : "b";
        var options = (step & 7) == 7 ? All with { PreserveResources = (bits & 16) != 0 } : new ModelOptions { Lazy = (bits & 16) != 0 };
        return Model("m", options, Enumerable.Range(1, 4).Where(version => (bits >> (version - 1) & 1) != 0).Select(version => $"{version}@{stamp}"));
    }

    private static async Task EndsAsWantedAsync(ModelsFixture models, AspiredModel? wanted)
    {
        if (wanted is null)
        {
            await models.WhenForgottenAsync();
            return;
        }

        await models.LoadAsync();
        var expected = wanted.Options.VersionPolicy.Select(wanted.Found.Select(found => found.Version)).Select(version => version.ToString()).ToList();
        if (expected.Remove("4"))
        {
            await models.WhenStateAsync("4", ServableState.Failed);
            await models.WhenAsync("m", () => expected.TrueForAll(version => models.Serving().Contains(version, StringComparer.Ordinal)));
        }
        else
        {
            await models.WhenServingAsync([.. expected]);
        }
    }
}
