using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Actors.Serving.Caching;
using ModelCluster.Contracts.Inference;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests.Caching;

public sealed class ReplyStoreTests
{
    private static readonly long OneEntry = Reply(1).Bytes;

    [Fact]
    public void It_never_holds_more_than_it_may_and_what_went_is_what_was_not_asked_for_the_longest() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Key, bool IsFind)[]>(),
        steps =>
        {
            const int capacity = 5;
            var store = new ReplyStore(capacity * OneEntry);
            var expected = new List<byte>(); // newest first
            foreach (var (key, isFind) in steps.Select(step => ((byte)(step.Key % 12), step.IsFind)))
            {
                var isKept = expected.Contains(key);
                if (isFind && (store.Find(Key(key)) is not null) != isKept)
                    return false;
                if (!isFind)
                    store.Keep(Key(key), Reply(1));
                if (isFind && isKept)
                {
                    expected.Remove(key);
                    expected.Insert(0, key);
                }

                if (!isFind && !isKept)
                    expected.Insert(0, key);
                if (expected.Count > capacity)
                    expected.RemoveAt(capacity);
                if (store.Count != expected.Count || store.Bytes != expected.Count * OneEntry)
                    return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_answer_larger_than_all_that_may_be_kept_is_not_kept_and_drives_nothing_out()
    {
        var store = new ReplyStore(2 * OneEntry);
        store.Keep(Key(1), Reply(1));
        store.Keep(Key(2), Reply(10_000));
        store.Find(Key(1)).ShouldNotBeNull();
        store.Find(Key(2)).ShouldBeNull();
        store.Evictions.ShouldBe(0);
        new ReplyStore(0).Bytes.ShouldBe(0);
    }

    [Fact]
    public void A_servable_that_is_gone_leaves_nothing_and_takes_nothing_of_others()
    {
        var store = new ReplyStore(10 * OneEntry);
        store.Keep(Key(1), Reply(1));
        store.Keep(Key(1) with { Servable = 2 }, Reply(1));
        store.Forget(1);
        store.Find(Key(1)).ShouldBeNull();
        store.Find(Key(1) with { Servable = 2 }).ShouldNotBeNull();
        store.Bytes.ShouldBe(OneEntry);
    }

    private static CacheKey Key(byte number) => new(1, number, 0);

    private static KeptReply Reply(int rows)
    {
        using var reply = InferenceReply.From(ServingFixture.Id);
        reply.Add(new NamedTensor("y", TestTensors.Column(new float[rows])));
        return new KeptReply(reply);
    }
}
