using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Repository;

public sealed class CompositeModelSourceTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly VirtualTime _time = new();
    private readonly ManualSource _folders = new();
    private readonly ManualSource _file = new();
    private readonly CompositeModelSource _all;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IReadOnlyDictionary<ModelName, AspiredModel>> _sets = [];
    private readonly Task _watching;

    public CompositeModelSourceTests()
    {
        _all = new CompositeModelSource([new("the folders", _folders), new("the file", _file)], Patience, _time);
        _watching = _all.WatchAsync(_sets.Add, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Should.ThrowAsync<Exception>(_watching);
        _stop.Dispose();
    }

    [Fact]
    public void Tells_the_union_once_every_source_has_told_its_own()
    {
        _folders.Tell(Model("iris"));
        _sets.ShouldBeEmpty();
        _file.Tell(Model("digits"));
        Names().ShouldBe(["digits", "iris"]);
        _file.Tell();
        Names().ShouldBe(["iris"]);
        _sets.Count.ShouldBe(2);
    }

    [Fact]
    public void A_source_that_says_nothing_holds_the_others_up_only_for_the_patience()
    {
        _folders.Tell(Model("iris"));
        _time.Advance(Patience - TimeSpan.FromTicks(1));
        _sets.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromTicks(1));
        Names().ShouldBe(["iris"]);
        _file.Tell(Model("digits"));
        Names().ShouldBe(["digits", "iris"]);
    }

    [Fact]
    public void Nothing_is_told_while_no_source_has_told_anything()
    {
        _time.Advance(Patience * 2);
        _sets.ShouldBeEmpty();
        _file.Tell(Model("digits"));
        Names().ShouldBe(["digits"]);
    }

    [Fact]
    public void Of_two_models_of_one_name_the_first_sources_wins_and_says_so()
    {
        var first = Model("iris") with { Problem = "its own" };
        _folders.Tell(first);
        _file.Tell(Model("iris") with { Options = new ModelOptions { Adapter = "text_input" } });
        var iris = _sets[^1][ModelName.Parse("iris")];
        iris.Options.ShouldBeSameAs(first.Options);
        iris.Problem.ShouldBe("its own; iris: the file hold a model of the same name, which is not served; the folders come first");
        _folders.Tell();
        _sets[^1][ModelName.Parse("iris")].Problem.ShouldBeNull();
        _sets[^1][ModelName.Parse("iris")].Options.Adapter.ShouldBe("text_input");
    }

    [Fact]
    public void A_model_that_did_not_change_stays_the_same_object_also_when_two_sources_hold_it()
    {
        AspiredModel[] folders = [Model("iris"), Model("digits")];
        _folders.Tell(folders);
        _file.Tell(Model("iris"));
        _file.Tell(Model("iris"), Model("edges"));
        _sets[1][ModelName.Parse("digits")].ShouldBeSameAs(folders[1]);
        _sets[1][ModelName.Parse("iris")].ShouldBeSameAs(_sets[0][ModelName.Parse("iris")]);
    }

    [Fact]
    public async Task A_refresh_refreshes_all_and_is_done_when_the_first_set_was_told()
    {
        var refresh = _all.RefreshAsync(CancellationToken.None);
        _folders.Refreshes.ShouldBe(1);
        _file.Refreshes.ShouldBe(1);
        _folders.Tell(Model("iris"));
        refresh.IsCompleted.ShouldBeFalse();
        _file.Tell();
        await refresh.OrFailAsync("the refresh");
    }

    [Fact]
    public async Task A_watch_that_fails_ends_the_others_and_throws()
    {
        _file.Fail(new InvalidOperationException("no longer"));
        (await Should.ThrowAsync<InvalidOperationException>(_watching.OrFailAsync("the end"))).Message.ShouldBe("no longer");
        _folders.IsStopped.ShouldBeTrue();
    }

    private static AspiredModel Model(string name) => new(ModelName.Parse(name), ModelOptions.Default, [], [], null);

    private IEnumerable<string> Names() => _sets[^1].Keys.Select(name => name.Value).Order(StringComparer.Ordinal);

    private sealed class ManualSource : IModelSource
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Action<IReadOnlyDictionary<ModelName, AspiredModel>> _onChange = _ => { };

        public int Refreshes { get; private set; }

        public bool IsStopped { get; private set; }

        public async Task WatchAsync(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange, CancellationToken cancellation)
        {
            _onChange = onChange;
            try
            {
                await _end.Task.WaitAsync(cancellation);
            }
            finally
            {
                IsStopped = true;
            }
        }

        public Task RefreshAsync(CancellationToken cancellation)
        {
            Refreshes++;
            return Task.CompletedTask;
        }

        public void Tell(params AspiredModel[] models) => _onChange(models.ToDictionary(model => model.Name));

        public void Fail(Exception reason) => _end.SetException(reason);
    }
}
