using Microsoft.AspNetCore.Http;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Cluster.Artefacts;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Artefacts;

public sealed class ArtefactTransferTests : ArtefactTestBase
{
    /// <summary>A path of another node.</summary>
    private const string Elsewhere = "/nowhere/model.onnx";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_and_the_files_with_its_weights_arrive_as_they_are()
    {
        var weights = Bytes(3_000_000);
        var there = A.Add(Id, Model("iris/1/model.onnx", "weights.bin", "more/weights é.bin"), ("iris/1/weights.bin", weights), ("iris/1/more/weights é.bin", Bytes(0)));
        var wanted = there with { Path = Elsewhere };

        using var fetched = await B.FetchAsync(Id, wanted with { TrainedAt = DateTimeOffset.UnixEpoch, Adapter = "text_input" }, A);

        fetched.IsFromShelf.ShouldBeTrue();
        fetched.Artefact.Version.ShouldBe(Id.Version);
        fetched.Artefact.Stamp.ShouldBe(wanted.Stamp);
        fetched.Artefact.TrainedAt.ShouldBe(DateTimeOffset.UnixEpoch);
        fetched.Artefact.Adapter.ShouldBe("text_input");
        Path.GetFileName(fetched.Artefact.Path).ShouldBe("model.onnx");
        var folder = Path.GetDirectoryName(fetched.Artefact.Path)!;
        (await File.ReadAllBytesAsync(Path.Combine(folder, "weights.bin"), Cancellation)).ShouldBe(weights);
        var manifest = await B.Sums.ReadAsync(fetched.Artefact.Path, Cancellation);
        manifest.Files.Select(file => file.Path).ShouldBe(["model.onnx", "more/weights é.bin", "weights.bin"]);
        manifest.Sha256.ShouldBe((await A.WithSumAsync(there)).Sha256);
    }

    [Fact]
    public async Task A_pipeline_arrives_under_its_name()
    {
        var wanted = await RemoteAsync(("iris/1/pipeline.json", "{}"u8.ToArray()));
        using var fetched = await B.FetchAsync(Id, wanted, A);
        Path.GetFileName(fetched.Artefact.Path).ShouldBe("pipeline.json");
        (await File.ReadAllTextAsync(fetched.Artefact.Path, Cancellation)).ShouldBe("{}");
    }

    [Fact]
    public async Task Files_in_a_shared_folder_are_loaded_from_there()
    {
        var wanted = A.Add(Id, Model("iris/1/model.onnx"));
        using var fetched = await B.FetchAsync(Id, wanted, A);
        fetched.Artefact.Path.ShouldBe(wanted.Path);
        fetched.IsFromShelf.ShouldBeFalse();
        A.Served.ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_of_the_same_content_in_this_nodes_own_repository_are_loaded_from_there()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(9)));
        var own = B.Add(Id, Model("copied/model.onnx", "weights.bin"), ("copied/weights.bin", Bytes(9)));

        using var fetched = await B.FetchAsync(Id, wanted, A);

        fetched.Artefact.Path.ShouldBe(own.Path);
        fetched.Artefact.Stamp.ShouldBe(wanted.Stamp);
        A.Served.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_file_in_the_same_place_does_not_do()
    {
        var wanted = await A.WithSumAsync(A.Add(Id, Model("iris/1/model.onnx")));
        B.Add(Id, Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(9)));
        var c = await StartAsync("c");
        c.Add(Id, Model("iris/1/model.onnx"));
        B.LinkTo(c);
        await File.WriteAllBytesAsync(wanted.Path, Bytes(100), Cancellation);

        using var fetched = await B.FetchAsync(Id, wanted, c);

        fetched.IsFromShelf.ShouldBeTrue();
        (await B.Sums.ReadAsync(fetched.Artefact.Path, Cancellation)).Sha256.ShouldBe(wanted.Sha256);
    }

    [Fact]
    public async Task What_was_fetched_is_not_fetched_again_not_even_by_a_new_process()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx"));
        using (await B.FetchAsync(Id, wanted, A))
            A.FilesServed().Count().ShouldBe(1);
        using (await B.FetchAsync(Id, wanted, A))
            A.FilesServed().Count().ShouldBe(1);
        B.Restart();
        using (await B.FetchAsync(Id, wanted))
            A.FilesServed().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_node_gives_on_what_it_fetched_itself()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx"));
        (await B.FetchAsync(Id, wanted, A)).Dispose();
        var c = await StartAsync("c");
        c.LinkTo(B);
        using var fetched = await c.FetchAsync(Id, wanted, B);
        (await c.Sums.ReadAsync(fetched.Artefact.Path, Cancellation)).Sha256.ShouldBe(wanted.Sha256);
    }

    [Fact]
    public async Task Several_who_want_the_same_content_share_one_transfer()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(500_000)));
        var all = new TaskCompletionSource();
        A.Fault = async (context, next) =>
        {
            if (context.Request.Path.Value!.EndsWith("model.onnx", StringComparison.Ordinal))
                await all.Task;
            await next(context);
        };
        var fetches = Enumerable.Range(0, 8).Select(_ => B.FetchAsync(Id, wanted, A)).ToList();
        while (A.Served.Count < 9)
            await Task.Yield();
        all.SetResult();

        foreach (var fetched in await Task.WhenAll(fetches))
            fetched.Dispose();
        A.FilesServed().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_transfer_that_broke_off_goes_on_where_it_ended()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(1_000_000)));
        A.Fault = BreakAfter("weights.bin", 400_000);
        (await Should.ThrowAsync<ArtefactUnavailableException>(() => B.FetchAsync(Id, wanted, A))).Message.ShouldContain("node a: the connection broke");
        A.Fault = null;
        A.Served.Clear();
        B.Restart();

        using var fetched = await B.FetchAsync(Id, wanted, A);

        A.FilesServed().ShouldBe(["/cluster/artefacts/iris/1/files/weights.bin bytes=400000-"]);
        (await B.Sums.ReadAsync(fetched.Artefact.Path, Cancellation)).Sha256.ShouldBe(wanted.Sha256);
    }

    [Fact]
    public async Task Another_node_goes_on_where_the_first_one_broke_off()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(1_000_000)));
        var c = await StartAsync("c");
        c.Add(Id, Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(1_000_000)));
        B.LinkTo(c);
        A.Fault = BreakAfter("weights.bin", 300_000);

        using var fetched = await B.FetchAsync(Id, wanted, A, c);

        c.FilesServed().ShouldBe(["/cluster/artefacts/iris/1/files/weights.bin bytes=300000-"]);
    }

    [Fact]
    public async Task A_part_that_turns_out_damaged_is_fetched_anew()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(1_000_000)));
        A.Fault = BreakAfter("weights.bin", 400_000);
        await Should.ThrowAsync<ArtefactUnavailableException>(() => B.FetchAsync(Id, wanted, A));
        A.Fault = null;
        await File.WriteAllBytesAsync(B.Data.At($"artefacts/.partial/{wanted.Sha256}/files/weights.bin"), new byte[1000], Cancellation);

        using var fetched = await B.FetchAsync(Id, wanted, A);

        (await B.Sums.ReadAsync(fetched.Artefact.Path, Cancellation)).Sha256.ShouldBe(wanted.Sha256);
    }

    [Fact]
    public async Task A_node_that_begins_from_the_start_whatever_is_asked_does_too()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(1_000_000)));
        A.Fault = BreakAfter("weights.bin", 400_000);
        await Should.ThrowAsync<ArtefactUnavailableException>(() => B.FetchAsync(Id, wanted, A));
        A.Fault = (context, next) =>
        {
            context.Request.Headers.Remove("Range");
            return next(context);
        };
        var last = default(ArtefactProgress);

        using var fetched = await B.Fetcher.FetchAsync(Id, wanted, [A.Id], progress => last = progress, Cancellation);

        last.Bytes.ShouldBe(last.Total);
    }

    [Fact]
    public async Task Content_that_is_not_what_its_sum_says_is_not_taken_and_the_next_node_is_asked()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(200_000)));
        var c = await StartAsync("c");
        c.Add(Id, Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(200_000)));
        B.LinkTo(c);
        A.Fault = Damage("weights.bin");

        var failure = await Should.ThrowAsync<ArtefactUnavailableException>(() => B.FetchAsync(Id, wanted, A));
        failure.Message.ShouldContain("node a: weights.bin came with the SHA-256");
        failure.Message.ShouldContain(wanted.Path);
        using var fetched = await B.FetchAsync(Id, wanted, A, c);
        (await B.Sums.ReadAsync(fetched.Artefact.Path, Cancellation)).Sha256.ShouldBe(wanted.Sha256);
    }

    [Fact]
    public async Task What_no_node_gives_is_said_of_each_with_what_to_do()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx"));
        var c = await StartAsync("c");
        var d = await StartAsync("d");
        B.LinkTo(c);
        B.LinkTo(new FakeLink(d.Id, (_, _) => throw new HttpRequestException("Connection refused")));

        var message = (await Should.ThrowAsync<ArtefactUnavailableException>(
            () => B.Fetcher.FetchAsync(Id, wanted, [c.Id, d.Id, NodeId.Parse("e")], progress: null, Cancellation))).Message;

        message.ShouldContain("node c: it does not have iris/1 with the content that is wanted");
        message.ShouldContain("node d: it cannot be reached: Connection refused");
        message.ShouldContain("node e: this node has no link to it");
        message.ShouldContain("share the folder between the nodes");
    }

    [Fact]
    public async Task A_file_that_was_replaced_since_is_not_taken_for_the_one_wanted()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx"));
        A.Add(Id, Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(9)));
        (await Should.ThrowAsync<ArtefactUnavailableException>(() => B.FetchAsync(Id, wanted, A))).Message.ShouldContain("or not any more");
    }

    [Fact]
    public async Task A_file_that_is_no_model_fails_for_good()
    {
        var wanted = A.Add(Id, ("iris/1/model.onnx", "no model"u8.ToArray())) with { Path = Elsewhere };
        var failure = await Should.ThrowAsync<ModelLoadException>(() => B.FetchAsync(Id, wanted, A));
        failure.Message.ShouldContain("node a: not an ONNX model");
    }

    [Fact]
    public async Task Code_is_never_fetched()
    {
        var wanted = A.Add(Id, ("iris/1/model.dll", Bytes(10))) with { Path = "/nowhere/model.dll" };
        (await Should.ThrowAsync<ModelLoadException>(() => B.FetchAsync(Id, wanted, A))).Message.ShouldContain("is code, which no node takes from another");
        A.Served.ShouldBeEmpty();
        (await Should.ThrowAsync<ArtefactUnavailableException>(() => B.FetchAsync(Id, wanted with { Path = Elsewhere }, A))).Message
            .ShouldContain("model.dll is code");
    }

    [Fact]
    public async Task Files_that_links_lead_out_of_the_folder_to_are_not_given()
    {
        var secret = A.Folder.Write("secret.bin", "secret");
        A.Folder.Write("iris/1/other.txt");
        File.CreateSymbolicLink(A.Folder.At("iris/1/weights.bin"), secret);
        var wanted = A.Add(Id, Model("iris/1/model.onnx", "weights.bin"));
        wanted = wanted with { Path = Elsewhere };

        (await Should.ThrowAsync<ArtefactUnavailableException>(() => B.FetchAsync(Id, wanted, A))).Message.ShouldContain("weights.bin lies, or leads, out of the folder");
    }

    [Fact]
    public async Task Progress_is_told_up_to_the_end()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(1_000_000)));
        var told = new List<ArtefactProgress>();

        using var fetched = await B.Fetcher.FetchAsync(Id, wanted, [A.Id], told.Add, Cancellation);

        told[^1].Bytes.ShouldBe(told[^1].Total);
        told.ShouldAllBe(progress => progress.From == A.Id);
        told.Select(progress => progress.Bytes).ShouldBeInOrder();
    }

    [Fact]
    public async Task A_node_whose_link_falls_silent_is_given_up()
    {
        var time = new VirtualTime();
        var c = await StartAsync("c", time: time);
        var link = new FakeLink(A.Id, async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException("not reached");
        });
        c.LinkTo(link);
        var wanted = await RemoteAsync(Model("iris/1/model.onnx"));
        var fetch = c.FetchAsync(Id, wanted, A);
        while (time.ActiveTimers < 2)
            await Task.Yield();

        link.Condition = PeerCondition.Silent;
        time.Advance(TimeSpan.FromSeconds(1));

        (await Should.ThrowAsync<ArtefactUnavailableException>(() => fetch)).Message.ShouldContain("node a: its link is silent");
    }

    [Fact]
    public async Task What_is_not_wanted_any_more_is_called_off_and_what_came_is_kept()
    {
        var wanted = await RemoteAsync(Model("iris/1/model.onnx", "weights.bin"), ("iris/1/weights.bin", Bytes(9)));
        var asked = new TaskCompletionSource();
        A.Fault = async (context, next) =>
        {
            if (context.Request.Path.Value!.EndsWith("weights.bin", StringComparison.Ordinal))
            {
                asked.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            await next(context);
        };
        using var unwanted = new CancellationTokenSource();
        var fetch = B.Fetcher.FetchAsync(Id, wanted, [A.Id], progress: null, unwanted.Token);
        await asked.Task;

        await unwanted.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => fetch);
        A.Fault = null;
        A.Served.Clear();
        using var fetched = await B.FetchAsync(Id, wanted, A);
        A.FilesServed().ShouldBe(["/cluster/artefacts/iris/1/files/weights.bin"]);
    }

    /// <summary>An artefact of A whose path does not lead anywhere on B.</summary>
    private async Task<ArtefactRecord> RemoteAsync(params (string Path, byte[] Content)[] files) =>
        await A.WithSumAsync(A.Add(Id, files)) with { Path = Elsewhere };

    /// <summary>Ends the connection when B has written so much.</summary>
    private Func<HttpContext, RequestDelegate, Task> BreakAfter(string name, int bytes) => Change(name, async (context, content) =>
    {
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content.AsMemory(0, bytes));
        await context.Response.Body.FlushAsync();
        var partial = new DirectoryInfo(B.Data.At("artefacts/.partial"));
        while (partial.EnumerateFiles(name, SearchOption.AllDirectories).Sum(file => file.Length) < bytes)
            await Task.Yield();
        context.Abort();
    });

    private static Func<HttpContext, RequestDelegate, Task> Damage(string name) => Change(name, (context, content) =>
    {
        content[^1] ^= 1;
        return context.Response.Body.WriteAsync(content).AsTask();
    });

    private static Func<HttpContext, RequestDelegate, Task> Change(string name, Func<HttpContext, byte[], Task> send) => async (context, next) =>
    {
        if (!context.Request.Path.Value!.EndsWith(name, StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var body = context.Response.Body;
        using var content = new MemoryStream();
        context.Response.Body = content;
        await next(context);
        context.Response.Body = body;
        await send(context, content.ToArray());
    };
}
