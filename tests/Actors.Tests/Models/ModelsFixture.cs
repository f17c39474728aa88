using System.Diagnostics;
using System.Globalization;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Models.History;
using ModelCluster.Actors.Pipelines;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Serving.Warming;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Actors.Tests.Models;

/// <summary>
/// A registry with everything real behind it but the model files. At its end every model is unloaded, which must end, and
/// every session must have been freed, once; an actor that failed fails the test, unless it wanted that.
/// </summary>
internal sealed class ModelsFixture : IAsyncDisposable
{
    private readonly ExecutorThreads _executors = new("models-test", limit: 16);
    private readonly ExecutorThreads _loaders;

    internal ModelsFixture(TimeProvider? time = null, int loadingThreads = 4, IJournal? journal = null)
    {
        var clock = new ServingClock(time ?? Time);
        _loaders = new ExecutorThreads("models-test-loading", loadingThreads);
        System = new ActorSystem(Events, time ?? Time);
        Gateway = new InferenceGateway(Routes, clock);
        var loader = new ServableLoader(Files, new FakeSamples(), _executors, clock, new PipelineLoader(Routes, Gateway, clock));
        Parts = new ServingParts(
            loader,
            new LoadingQueue(_loaders),
            Routes,
            new ModelsLog(Log),
            journal is null ? null : new EventSourcing<ModelIntent, IModelEvent>(journal, ModelEventCodec.Events, ModelEventCodec.Snapshots))
        {
            ReadOptions = ReadOptions,
        };
        Registry = System.Spawn(ModelRegistry.Props(Parts), "models");
    }

    /// <summary>Who asks in tests.</summary>
    internal static Cause Cause { get; } = new(CauseKind.ApiKey, "tester");

    internal static ModelOptions Lazy { get; } = new() { Lazy = true };

    internal static ModelOptions All { get; } = new() { VersionPolicy = new VersionPolicy.All() };

    internal VirtualTime Time { get; } = new();

    internal RecordedEvents Events { get; } = new();

    internal FaultyLog Log { get; } = new();

    internal ModelFiles Files { get; } = new();

    internal RouteTable Routes { get; } = new();

    internal ServingParts Parts { get; }

    internal ActorSystem System { get; }

    internal ActorRef<IRegistryMessage> Registry { get; }

    internal InferenceGateway Gateway { get; }

    /// <summary>True where the test makes actors fail.</summary>
    internal bool ExpectsFailures { get; set; }

    /// <summary>A model with the files <c>name/version</c>; <c>1@b</c> is version 1 with stamp b.</summary>
    internal static AspiredModel Model(string name, ModelOptions? options, params IEnumerable<string> versions) => new(
        ModelName.Parse(name),
        options ?? ModelOptions.Default,
        [.. versions.Select(text => text.Split('@')).Select(parts => new Artefact(ModelVersion.Parse(parts[0]), $"{name}/{parts[0]}", parts.ElementAtOrDefault(1) ?? "a"))],
        [],
        Problem: null);

    /// <summary>Settings in tests are the version policy: <c>all</c>, or how many of the latest.</summary>
    internal static OptionsOrProblem ReadOptions(ModelName model, string json) => json switch
    {
        "all" => new OptionsOrProblem(All, ""),
        "{}" => new OptionsOrProblem(ModelOptions.Default, ""),
        _ when int.TryParse(json, CultureInfo.InvariantCulture, out var count) => new OptionsOrProblem(new ModelOptions { VersionPolicy = new VersionPolicy.Latest(count) }, ""),
        _ => new OptionsOrProblem(null, $"'{json}' is no policy"),
    };

    /// <summary>The repository now holds these, and nothing else.</summary>
    internal void Set(params IEnumerable<AspiredModel> models) =>
        Registry.Tell(new RegistryProtocol.SetModels(models.ToDictionary(model => model.Name)));

    /// <summary>The repository now holds model <c>m</c> in these versions.</summary>
    internal void Set(params IEnumerable<string> versions) => Set(Model("m", null, versions));

    internal async Task SetAndServeAsync(AspiredModel model, params string[] versions)
    {
        Set(model);
        await WhenServingAsync(versions);
    }

    internal Task SetAndServeAsync(string version) => SetAndServeAsync(Model("m", null, version), version.Split('@')[0]);

    internal Task<AdminOutcome> LoadAsync(string model = "m") => PlainAsync(new ModelCommand.Load(), model);

    internal Task<AdminOutcome> UnloadAsync(string model = "m") => PlainAsync(new ModelCommand.Unload(), model);

    internal Task<ControlOutcome> DoAsync(ModelCommand command, string model = "m", bool dryRun = false) =>
        Registry.AskAsync<ControlOutcome>(
            replyTo => new RegistryProtocol.Control(ModelName.Parse(model), command, Cause, dryRun, replyTo), Timeout.InfiniteTimeSpan).AsTask().OrFailAsync("an outcome");

    internal Task<InferenceReply> Infer(float value = 1, string model = "m", string version = "", TimeSpan? within = null)
    {
        VersionSelector.TryParse(version, out var selector, out _).ShouldBeTrue();
        var request = new InferenceRequest
        {
            Model = ModelName.Parse(model),
            Version = selector,
            Deadline = within is { } limit ? Time.GetTimestamp() + limit.Ticks : null,
        };
        request.Add(new NamedTensor("x", TestTensors.Column(value)));
        return Gateway.InferAsync(request, CancellationToken.None).AsTask();
    }

    /// <summary>A request to model <c>m</c> whose run is held at the session's gate.</summary>
    internal async Task<Task<InferenceReply>> OccupyAsync(FakeSession session, float value)
    {
        session.Gate.Close();
        var arrived = session.Gate.Arrived;
        var reply = Task.Run(() => Infer(value));
        await session.Gate.ArrivalsAsync(arrived + 1);
        return reply;
    }

    /// <summary>The version that answers a request, which must be answered well.</summary>
    internal async Task<string> AnswererAsync(float value = 1, string model = "m", string version = "") =>
        await AnswererAsync(Infer(value, model, version), value);

    internal static async Task<string> AnswererAsync(Task<InferenceReply> infer, float value = 1)
    {
        using var reply = await infer.OrFailAsync("a reply");
        reply.Error.ShouldBeNull();
        reply.Outputs[0].Tensor.Floats().ShouldBe([2 * value]);
        return reply.Servable.Version.ToString();
    }

    internal static async Task<InferenceError> ErrorAsync(Task<InferenceReply> infer)
    {
        using var reply = await infer.OrFailAsync("a reply");
        return reply.Error.ShouldNotBeNull();
    }

    internal ModelView? View(string model = "m") => Routes.Find(ModelName.Parse(model));

    internal ServableView View(string model, string version) =>
        View(model)!.Versions.Single(view => view.Id.Version == ModelVersion.Parse(version));

    internal IEnumerable<string> Serving(string model = "m") =>
        Routes.Routes(ModelName.Parse(model))?.Available.Select(servable => servable.Model.Id.Version.ToString()) ?? [];

    /// <summary>These versions of model <c>m</c> take requests, and no others.</summary>
    internal Task WhenServingAsync(params string[] versions) =>
        WhenAsync("m", () => Serving().SequenceEqual(versions, StringComparer.Ordinal));

    internal Task WhenStateAsync(string version, ServableState state) =>
        WhenAsync("m", () => View()?.Versions.Any(view => view.Id.Version == ModelVersion.Parse(version) && view.State == state) is true);

    internal Task WhenForgottenAsync(string model = "m") => WhenAsync(model, () => View(model) is null);

    /// <summary>Something is true of what is published of a model.</summary>
    internal async Task WhenAsync(string model, Func<bool> isTrue)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var routes = Routes.Routes(ModelName.Parse(model));
            if (isTrue())
                return;
            if (routes is not null)
                await routes.Replaced.OrFailAsync($"another state of {model} than {routes.View}: {string.Join(", ", routes.View.Versions)}");
            else if (Stopwatch.GetElapsedTime(start) > RealTimeGuard.Limit)
                throw new TimeoutException($"{model} never came to be known");
            await Task.Yield();
        }
    }

    /// <summary>Waits for what no route shows.</summary>
    internal static async Task UntilAsync(Func<bool> isTrue, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isTrue())
        {
            if (Stopwatch.GetElapsedTime(start) > RealTimeGuard.Limit)
                throw new TimeoutException($"waited for {what}");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Files.ReleaseAll();
        foreach (var session in Files.Sessions)
            session.Gate.Open();
        await Task.WhenAll(Routes.Models.Select(model => StopAsync(model.Name)));
        System.Stop(Registry);
        await Registry.ExpectTerminatedAsync();
        await UntilAsync(() => Files.Sessions.All(session => session.IsDisposed), "every session to be freed");
        await System.DisposeAsync();
        _executors.Dispose();
        _loaders.Dispose();
        if (!ExpectsFailures)
            Events.Failures.Select(failure => failure.Failure.ToString()).ShouldBeEmpty();
        Log.Lines.Where(line => line.Contains("could not be freed", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private Task<AdminOutcome> StopAsync(ModelName model) =>
        Registry.AskAsync<AdminOutcome>(replyTo => new RegistryProtocol.StopModel(model, replyTo), Timeout.InfiniteTimeSpan).AsTask().OrFailAsync("an outcome");

    private async Task<AdminOutcome> PlainAsync(ModelCommand command, string model)
    {
        var outcome = await DoAsync(command, model);
        return new AdminOutcome(outcome.Status, outcome.Message);
    }
}
