using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Cluster.Tests.Links;

public sealed class RoundTripTests : IAsyncLifetime
{
    private readonly VirtualTime _time = new();
    private LinkNode _near = null!;
    private LinkNode _far = null!;
    private IPeerLink _link = null!;

    public async ValueTask InitializeAsync()
    {
        _near = await LinkNode.StartAsync("near", _time);
        _far = await LinkNode.StartAsync("far", _time);
        _link = await _near.LinkToAsync(_far);
    }

    public async ValueTask DisposeAsync()
    {
        await _near.DisposeAsync();
        await _far.DisposeAsync();
    }

    public static TheoryData<TensorType, long[]> Tensors()
    {
        var data = new TheoryData<TensorType, long[]>();
        foreach (var type in Enum.GetValues<TensorType>().Where(type => type != TensorType.Bytes))
        {
            data.Add(type, [3, 2]);
            data.Add(type, []);
            data.Add(type, [0, 4]);
            data.Add(type, [1, 1, 1, 1, 1, 1, 1, 2]);
            data.Add(type, [50_000, 3]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Tensors))]
    public async Task A_tensor_of_any_type_and_shape_comes_back_as_it_was(TensorType type, long[] dimensions)
    {
        var tensor = Tensor.Rent(type, new TensorShape(dimensions));
        new Random(7).NextBytes(tensor.Span);
        using var request = Requests.Of(new NamedTensor("input one", tensor));
        using var reply = await _link.AskAsync(request);
        reply.Error.ShouldBeNull();
        var output = reply.Outputs.ShouldHaveSingleItem();
        output.Name.ShouldBe("input one");
        output.Tensor.Type.ShouldBe(type);
        output.Tensor.Shape.ShouldBe(tensor.Shape);
        output.Tensor.Span.SequenceEqual(tensor.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task Texts_come_back_as_they_were()
    {
        using var request = Requests.Of(
            new NamedTensor("few", TestTensors.Strings(new TensorShape(2, 2), "a", "", "grüße", new string('z', 300))),
            new NamedTensor("none", TestTensors.Strings(new TensorShape(0))),
            new NamedTensor("many", TestTensors.Strings(new TensorShape(20_000), [.. Enumerable.Range(0, 20_000).Select(i => $"text {i}")])));
        using var reply = await _link.AskAsync(request);
        reply.Outputs.Select(output => output.Name).ShouldBe(["few", "none", "many"]);
        reply.Outputs[0].Tensor.Strings().ShouldBe(["a", "", "grüße", new string('z', 300)]);
        reply.Outputs[1].Tensor.Shape.ShouldBe(new TensorShape(0));
        reply.Outputs[2].Tensor.Strings()[19_999].ShouldBe("text 19999");
    }

    [Fact]
    public async Task A_reply_says_who_served_it()
    {
        using var request = Requests.OfBytes(8);
        using var reply = await _link.AskAsync(request);
        reply.Servable.ToString().ShouldBe("m/1.2.3");
    }

    [Fact]
    public async Task A_request_without_inputs_is_answered()
    {
        using var request = Requests.Of();
        using var reply = await _link.AskAsync(request);
        reply.Error.ShouldBeNull();
        reply.Outputs.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_that_a_request_says_is_carried()
    {
        InferenceRequest? seen = null;
        _far.Target.Answer = (request, _) =>
        {
            seen = request;
            return new(InferenceReply.From(FakeTarget.Servable));
        };
        using var request = new InferenceRequest { Model = FakeTarget.Replica.Model, Depth = 3, Priority = 5, IsRaw = true, RequestedOutputs = ["b", "a"] };
        request.Add(new NamedTensor("", Tensor.Rent(TensorType.Fp32, new TensorShape(100), 7)));
        (await _link.AskAsync(request)).Dispose();
        using var owned = seen.ShouldNotBeNull();
        (owned.Model, owned.Depth, owned.Priority, owned.IsRaw).ShouldBe((request.Model, 3, 5, true));
        owned.RequestedOutputs.ShouldBe(["b", "a"]);
        owned.Deadline.ShouldBeNull();
        owned.Inputs.ShouldHaveSingleItem().Tensor.ByteLength.ShouldBe(7);
    }

    [Fact]
    public async Task A_deadline_is_carried_as_the_time_that_is_left()
    {
        long? seen = null;
        _far.Target.Answer = (request, _) =>
        {
            seen = request.Deadline;
            return new(FakeTarget.Echo(request));
        };
        using var request = Requests.OfBytes(4);
        request.Deadline = _time.GetTimestamp() + TimeSpan.FromMilliseconds(1500).Ticks;
        (await _link.AskAsync(request)).Dispose();
        seen.ShouldBe(request.Deadline);
    }

    [Fact]
    public async Task An_error_is_carried_whole()
    {
        var error = new InferenceError(InferenceStatus.Internal, "it is the model's fault: ümläut", TimeSpan.FromMilliseconds(1234))
        {
            IsFromRun = true,
            RetryElsewhere = RetryElsewhere.NotTaken,
        };
        _far.Target.Answer = (request, _) =>
        {
            request.Dispose();
            return new(InferenceReply.Failed(error, FakeTarget.Servable));
        };
        using var request = Requests.OfBytes(4);
        using var reply = await _link.AskAsync(request);
        reply.Error.ShouldBe(error);
        reply.Servable.ToString().ShouldBe("m/1.2.3");
    }

    [Fact]
    public async Task An_error_without_a_servable_and_without_end_is_cut()
    {
        _far.Target.Answer = (request, _) => new(InferenceReply.Failed(new InferenceError(InferenceStatus.NotFound, new string('x', 1_000_000))));
        using var request = Requests.OfBytes(4);
        var error = await _link.FailAsync(request);
        error.Status.ShouldBe(InferenceStatus.NotFound);
        error.Message.Length.ShouldBe(8192);
        error.RetryAfter.ShouldBeNull();
    }

    [Fact]
    public async Task A_replica_that_is_not_there_may_be_looked_for_elsewhere()
    {
        using var request = Requests.OfBytes(4);
        using var reply = await _link.InferAsync(new ReplicaKey(FakeTarget.Replica.Model, 8), request, default);
        reply.Error.ShouldNotBeNull().Status.ShouldBe(InferenceStatus.Unavailable);
        reply.Error.RetryElsewhere.ShouldBe(RetryElsewhere.NotTaken);
    }

    [Fact]
    public async Task A_target_that_throws_is_an_error_of_its_request_alone()
    {
        _far.Target.Answer = (_, _) => throw new InvalidOperationException("at once");
        using var request = Requests.OfBytes(4);
        (await _link.FailAsync(request)).Message.ShouldContain("at once");
        _far.Target.Answer = async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        };
        var error = await _link.FailAsync(request);
        error.Status.ShouldBe(InferenceStatus.Internal);
        error.Message.ShouldContain("later");
        _link.Condition.ShouldBe(PeerCondition.Ready);
    }

    [Fact]
    public async Task Data_that_do_not_fit_their_shape_reach_no_model()
    {
        using var request = Requests.Of(new NamedTensor("x", Tensor.Rent(TensorType.Fp32, new TensorShape(100), 7)));
        (await _link.FailAsync(request)).Status.ShouldBe(InferenceStatus.InvalidArgument);
    }

    [Fact]
    public async Task Names_without_end_fail_their_request_alone()
    {
        using var request = Requests.Of(new NamedTensor(new string('n', 2_000_000), Tensor.Rent(TensorType.Fp32, new TensorShape(1))));
        (await _link.FailAsync(request)).Status.ShouldBe(InferenceStatus.InvalidArgument);
        _link.Condition.ShouldBe(PeerCondition.Ready);
    }

    [Fact]
    public async Task Thousands_of_all_sizes_at_once_get_each_its_own_answer()
    {
        _far.Target.Answer = async (request, _) =>
        {
            for (var turns = request.Inputs[0].Tensor.ByteLength % 5; turns > 0; turns--)
                await Task.Yield(); // later ones pass earlier ones
            return FakeTarget.Echo(request);
        };
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(async i =>
        {
            using var request = Requests.OfBytes(i % 100 == 0 ? (i * 200) + 1 : i, seed: i);
            using var reply = await _link.AskAsync(request);
            reply.Error.ShouldBeNull();
            reply.Outputs[0].Tensor.Span.SequenceEqual(request.Inputs[0].Tensor.Span).ShouldBeTrue($"request {i}");
        }));
        _link.Outstanding.ShouldBe(0);
    }
}
