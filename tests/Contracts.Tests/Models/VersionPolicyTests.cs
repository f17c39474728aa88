using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tests.Ids;

namespace ModelCluster.Contracts.Tests.Models;

public sealed class VersionPolicyTests
{
    private static readonly Arbitrary<ModelVersion[]> Repositories =
        Gen.ArrayOf(ModelVersionTests.Texts.Generator)
            .Select(texts => texts.Select(ModelVersion.Parse).Distinct().ToArray())
            .ToArbitrary();

    private static readonly Arbitrary<VersionPolicy> Policies = Gen.OneOf(
        Gen.Choose(1, 4).Select(VersionPolicy (count) => new VersionPolicy.Latest(count)),
        Gen.Constant<VersionPolicy>(new VersionPolicy.All()),
        Repositories.Generator.Select(VersionPolicy (versions) => new VersionPolicy.Specific(versions)),
        Gen.Constant<VersionPolicy>(new VersionPolicy.Ranges([new VersionRange(1, null, null), new VersionRange(2, 0, null)]))).ToArbitrary();

    [Fact]
    public void Every_policy_wants_a_part_of_what_is_there_newest_first() =>
        Prop.ForAll(Repositories, Policies, (found, policy) =>
        {
            var wanted = policy.Select(found);
            return wanted.All(found.Contains) && wanted.SequenceEqual(wanted.Distinct().OrderDescending());
        }).Holds();

    [Fact]
    public void Latest_wants_the_newest_so_many() =>
        Prop.ForAll(Repositories, Gen.Choose(1, 4).ToArbitrary(), (found, count) =>
        {
            var wanted = new VersionPolicy.Latest(count).Select(found);
            var rest = found.Except(wanted).ToList();
            return wanted.Count == Math.Min(count, found.Length) && rest.TrueForAll(old => wanted.All(version => version > old));
        }).Holds();

    [Fact]
    public void Ranges_want_the_newest_of_each()
    {
        var found = new[] { "1.0", "1.4.2", "1.4.10", "2.1", "3" }.Select(ModelVersion.Parse);
        var policy = new VersionPolicy.Ranges([new VersionRange(1, null, null), new VersionRange(2, null, null), new VersionRange(1, 4, null)]);
        policy.Select(found).Select(version => version.ToString()).ShouldBe(["2.1", "1.4.10"]);
    }

    [Fact]
    public void A_model_without_a_policy_serves_its_newest_version() =>
        VersionPolicy.Default.Select([new ModelVersion(2), new ModelVersion(10), new ModelVersion(9)]).ShouldBe([new ModelVersion(10)]);
}
