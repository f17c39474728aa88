using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Sessions;
using static ModelCluster.Actors.Tests.Models.ModelsFixture;

namespace ModelCluster.Actors.Tests.Models;

/// <summary>Which settings make a served file load again: all but those that only its supervisor heeds.</summary>
public sealed class ReloadTests
{
    private static readonly Dictionary<string, ModelOptions> Changed = new(StringComparer.Ordinal)
    {
        [nameof(ModelOptions.MaxBatchSize)] = new() { MaxBatchSize = 2 },
        [nameof(ModelOptions.BatchDelay)] = new() { BatchDelay = TimeSpan.FromMilliseconds(1) },
        [nameof(ModelOptions.SplitOversized)] = new() { SplitOversized = false },
        [nameof(ModelOptions.LatencyObjective)] = new() { LatencyObjective = TimeSpan.FromSeconds(1) },
        [nameof(ModelOptions.QueueLimit)] = new() { QueueLimit = 7 },
        [nameof(ModelOptions.DefaultDeadline)] = new() { DefaultDeadline = TimeSpan.FromSeconds(7) },
        [nameof(ModelOptions.PriorityLevels)] = new() { PriorityLevels = 5 },
        [nameof(ModelOptions.DefaultPriority)] = new() { DefaultPriority = 1 },
        [nameof(ModelOptions.Instances)] = new() { Instances = 3 },
        [nameof(ModelOptions.Session)] = new() { Session = new SessionSettings { Threads = 2 } },
        [nameof(ModelOptions.Labels)] = new() { Labels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["y"] = ["a"] } },
        [nameof(ModelOptions.Names)] = new() { Names = new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = "z" } },
        [nameof(ModelOptions.DeclaredInputs)] = new() { DeclaredInputs = [FakeModels.Spec("x", "n", -1, 1)] },
        [nameof(ModelOptions.DeclaredOutputs)] = new() { DeclaredOutputs = [FakeModels.Spec("y", "n", -1, 1)] },
        [nameof(ModelOptions.WarmUpRuns)] = new() { WarmUpRuns = 2 },
        [nameof(ModelOptions.WarmUpLargestBatch)] = new() { WarmUpLargestBatch = true },
        [nameof(ModelOptions.ResponseCache)] = new() { ResponseCache = true },
        [nameof(ModelOptions.SmokeTest)] = new() { SmokeTest = false },
        [nameof(ModelOptions.HoldUntilQueued)] = new() { HoldUntilQueued = 1 },
    };

    private static readonly Dictionary<string, ModelOptions> Unchanged = new(StringComparer.Ordinal)
    {
        [nameof(ModelOptions.VersionPolicy)] = All,
        [nameof(ModelOptions.Replicas)] = new() { Replicas = 1 }, // more or fewer: in ReplicaTests
        [nameof(ModelOptions.MaxReplicas)] = new() { MaxReplicas = 4 },
        [nameof(ModelOptions.MinReplicas)] = new() { MinReplicas = 1 },
        [nameof(ModelOptions.Adapter)] = new() { Adapter = "text_input" },
        [nameof(ModelOptions.Image)] = new() { Image = new ImageOptions { IsBgr = true } },
        [nameof(ModelOptions.Lazy)] = Lazy,
        [nameof(ModelOptions.Required)] = new() { Required = false },
        [nameof(ModelOptions.PreserveResources)] = new() { PreserveResources = true },
    };

    public static TheoryData<string> Names => [.. Changed.Keys.Concat(Unchanged.Keys)];

    [Fact]
    public void Every_setting_is_decided_on() =>
        Changed.Keys.Concat(Unchanged.Keys).ShouldBe(
            typeof(ModelOptions).GetProperties().Where(property => !property.GetMethod!.IsStatic).Select(property => property.Name), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_setting_of_the_servable_reloads_and_one_of_the_supervisor_does_not(string name)
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        models.Set(Model("m", Changed.GetValueOrDefault(name) ?? Unchanged[name], "1"));
        await models.LoadAsync();
        models.Files.Loads("m/1").ShouldBe(Changed.ContainsKey(name) ? 2 : 1);
    }

    [Fact]
    public async Task Equal_settings_read_anew_do_not_reload_but_another_dimension_does()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync(Model("m", Rich(rows: -1), "1"), "1");
        models.Set(Model("m", Rich(rows: -1), "1"));
        await models.LoadAsync();
        models.Files.Loads("m/1").ShouldBe(1);
        models.Set(Model("m", Rich(rows: 7), "1"));
        await models.LoadAsync();
        models.Files.Loads("m/1").ShouldBe(2);
    }

    [Fact]
    public async Task Equal_image_settings_read_anew_neither_reload_nor_change_the_catalog()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync(Model("m", Image(), "1"), "1");
        var revision = models.Routes.Revision;
        models.Set(Model("m", Image(), "1"));
        await models.LoadAsync();
        models.Files.Loads("m/1").ShouldBe(1);
        models.Routes.Revision.ShouldBe(revision);
        models.Set(Model("m", Image() with { Image = new ImageOptions { Mean = [1, 2, 4] } }, "1"));
        await models.LoadAsync();
        models.Files.Loads("m/1").ShouldBe(1);
        models.Routes.Revision.ShouldBeGreaterThan(revision);
        models.View()!.Versions[0].Options.Image.Mean.ShouldBe([1, 2, 4]);
    }

    private static ModelOptions Image() => new() { Adapter = "image_input", Image = new ImageOptions { Mean = [1, 2, 3], Scale = [4, 5, 6], IsBgr = true } };

    private static ModelOptions Rich(long rows) => new()
    {
        Labels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["y"] = ["a"] },
        Names = new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = "x" },
        DeclaredInputs = [FakeModels.Spec(TensorType.Fp32, "x", "n", rows, 1)],
    };
}
