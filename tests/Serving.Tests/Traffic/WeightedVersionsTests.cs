using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Serving.Tests.Traffic;

/// <summary>The mathematics of sharing out, without servables.</summary>
public class WeightedVersionsTests
{
    private const int Keys = 20_000;

    [Theory]
    [InlineData(90, 10)]
    [InlineData(1, 1)]
    [InlineData(1, 2, 7)]
    [InlineData(999_999, 1)]
    [InlineData(1_000_000, 1_000_000, 1_000_000, 1_000_000)]
    public void Draws_honour_the_weights(params int[] weights)
    {
        var random = new Random(7);
        var versions = Weighted(weights);
        ShouldHonour(weights, () => versions.Draw(random.NextInt64(versions.Total)));
    }

    [Theory]
    [InlineData(90, 10)]
    [InlineData(1, 1)]
    [InlineData(1, 2, 7)]
    [InlineData(999_999, 1)]
    public void Keys_honour_the_weights(params int[] weights)
    {
        var versions = Weighted(weights);
        var client = 0;
        ShouldHonour(weights, () => versions.Choose(KeyOf(client++)));
    }

    [Fact]
    public void Every_point_is_a_version_in_exactly_its_part()
    {
        var versions = Weighted(3, 1, 2);
        Enumerable.Range(0, 6).Select(point => versions.Draw(point).Version.Major).ShouldBe([1, 1, 1, 2, 3, 3]);
        versions.Total.ShouldBe(6);
    }

    [Fact]
    public void A_key_always_gets_the_same_version_whatever_the_order_of_the_shares() =>
        Prop.ForAll<ulong>(key =>
        {
            var shares = Shares(50, 30, 20);
            var version = new WeightedVersions(shares).Choose(key).Version;
            return new WeightedVersions([.. shares.Reverse()]).Choose(key).Version == version
                && new WeightedVersions(Shares(500, 300, 200)).Choose(key).Version == version; // only the proportions count
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Theory]
    [InlineData(90, 80)]
    [InlineData(80, 50)]
    [InlineData(50, 99)]
    public void A_change_of_weights_moves_as_few_clients_as_it_asks_for(int from, int to)
    {
        var (before, after) = (Weighted(from, 100 - from), Weighted(to, 100 - to));
        var moves = Moves(before, after);
        ((double)moves.Count).ShouldBe(Keys * Math.Abs(from - to) / 100.0, 4 * Deviation(Math.Abs(from - to) / 100.0));
        moves.ShouldAllBe(move => move.From != (from > to ? 2 : 1), "nobody moves the other way");
    }

    [Fact]
    public void A_new_version_takes_clients_from_all_and_moves_nobody_else()
    {
        var moves = Moves(Weighted(60, 40), Weighted(60, 40, 25));
        moves.ShouldAllBe(move => move.To == 3);
        ((double)moves.Count).ShouldBe(Keys * 0.2, 4 * Deviation(0.2));
        ((double)moves.Count(move => move.From == 1)).ShouldBe(Keys * 0.12, 4 * Deviation(0.12));
    }

    [Fact]
    public void A_version_that_goes_leaves_its_clients_to_the_others_by_their_weights()
    {
        var moves = Moves(Weighted(60, 20, 20), Weighted(60, 20));
        moves.ShouldAllBe(move => move.From == 3);
        ((double)moves.Count(move => move.To == 1)).ShouldBe(Keys * 0.15, 4 * Deviation(0.15));
    }

    [Fact]
    public void The_hash_is_the_same_for_ever()
    {
        StickyKey.Of("").ShouldBe(0xF52A15E9A9B5E89BUL);
        StickyKey.Of("alice").ShouldBe(0xC5D1556D66774A5CUL);
        Enumerable.Range(0, Keys).Select(KeyOf).Distinct().Count().ShouldBe(Keys);
    }

    private static ulong KeyOf(int client) => StickyKey.Of($"user-{client}");

    private static void ShouldHonour(int[] weights, Func<VersionRoute> choose)
    {
        var counts = new int[weights.Length];
        for (var i = 0; i < Keys; i++)
            counts[choose().Version.Major - 1]++;
        foreach (var (index, weight) in weights.Index())
        {
            var share = weight / (double)weights.Sum(each => (long)each);
            ((double)counts[index]).ShouldBe(Keys * share, 4 * Deviation(share), $"version {index + 1}: {string.Join(", ", counts)}");
        }
    }

    /// <summary>Of a binomial count, and at least 1.</summary>
    private static double Deviation(double share) => Math.Max(1, Math.Sqrt(Keys * share * (1 - share)));

    private static List<(long From, long To)> Moves(WeightedVersions before, WeightedVersions after) =>
        [.. Enumerable.Range(0, Keys).Select(KeyOf)
            .Select(key => (before.Choose(key).Version.Major, after.Choose(key).Version.Major))
            .Where(move => move.Item1 != move.Item2)];

    private static WeightedVersions Weighted(params int[] weights) => new(Shares(weights));

    private static (VersionRoute Route, int Weight)[] Shares(params int[] weights) =>
        [.. weights.Select((weight, index) => (new VersionRoute(new ModelVersion(index + 1), []), weight))];
}
