using System.Text;
using System.Text.Json.Nodes;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Cluster.Tests.Records;

public sealed class SpecRecordTests
{
    private static readonly ModelSample Small = new("small", null, "{}"u8.ToArray(), null, 0);

    public static TheoryData<string> Options => [.. Filled.Properties(typeof(ModelOptions)).Select(property => property.Name)];

    public static TheoryData<VersionPolicy> Policies =>
    [
        new VersionPolicy.All(),
        new VersionPolicy.Latest(3),
        new VersionPolicy.Specific([ModelVersion.Parse("1"), ModelVersion.Parse("2.1"), ModelVersion.Parse("3.0.1")]),
        new VersionPolicy.Specific([]),
        new VersionPolicy.Ranges([new VersionRange(1, null, null), new VersionRange(2, 3, null), new VersionRange(2, 3, 4)]),
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public void Each_setting_alone_survives_and_changes_the_digest(string name)
    {
        var property = typeof(ModelOptions).GetProperty(name)!;
        var options = ModelOptions.Default with { };
        property.SetValue(options, Changed(property.Name, property.GetValue(Filled.Make<ModelOptions>()), property.GetValue(ModelOptions.Default)));
        var spec = new SpecRecord(options, []);

        Filled.Differences(spec, Again(spec)).ShouldBeEmpty();
        Filled.Differences(options, ModelOptions.Default).ShouldNotBeEmpty();
        SpecDigest.Of(spec).ShouldNotBe(SpecDigest.Of(new SpecRecord(ModelOptions.Default, [])), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Every_version_policy_survives(VersionPolicy policy) =>
        Filled.Differences(policy, Again(new SpecRecord(new ModelOptions { VersionPolicy = policy }, [])).Options.VersionPolicy).ShouldBeEmpty();

    [Fact]
    public void Settings_that_another_release_did_not_write_get_the_defaults_of_this_one()
    {
        var read = ClusterRecords.Specs.Read("specs/iris/0", """{"options":{"queue_limit":7,"session":{"threads":3},"image":{"is_bgr":true}},"samples":[]}"""u8.ToArray());

        var expected = new ModelOptions { QueueLimit = 7, Session = new SessionSettings { Threads = 3 }, Image = new ImageOptions { IsBgr = true } };
        Filled.Differences(expected, read.Options).ShouldBeEmpty();
    }

    /// <summary>Another one here makes a cluster in the midst of an upgrade load every model again; only a setting that is on by default should.</summary>
    [Fact]
    public void The_digest_of_the_defaults_stays() => SpecDigest.Of(new SpecRecord(ModelOptions.Default, [])).ShouldBe("7ee3ca30683293ab");

    [Fact]
    public void The_digest_survives_the_way_through_the_store()
    {
        var spec = Filled.Make<SpecRecord>();
        SpecDigest.Of(Again(spec)).ShouldBe(SpecDigest.Of(spec));
    }

    [Fact]
    public void The_order_of_names_means_nothing_to_the_digest()
    {
        var one = new ModelOptions { Names = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "1", ["b"] = "2" } };
        var other = new ModelOptions { Names = new Dictionary<string, string>(StringComparer.Ordinal) { ["b"] = "2", ["a"] = "1" } };
        SpecDigest.Of(new SpecRecord(one, [])).ShouldBe(SpecDigest.Of(new SpecRecord(other, [])));
    }

    [Fact]
    public void Other_samples_have_another_digest() =>
        SpecDigest.Of(new SpecRecord(ModelOptions.Default, [Small])).ShouldNotBe(SpecDigest.Of(new SpecRecord(ModelOptions.Default, [Small with { Tolerance = 1 }])), StringComparer.Ordinal);

    [Fact]
    public void Samples_are_kept_byte_by_byte()
    {
        var sample = Small with { RequestJson = Encoding.UTF8.GetBytes("{ \"ä\":\n1.50 }"), ExpectedJson = ReadOnlyMemory<byte>.Empty, Versions = new VersionRange(1, null, null) };
        Filled.Differences(new List<ModelSample> { sample }, Again(new SpecRecord(ModelOptions.Default, [sample])).Samples).ShouldBeEmpty();
    }

    [Fact]
    public void Samples_that_do_not_fit_are_left_out_which_the_record_says()
    {
        var large = Small with { Name = "large", RequestJson = new byte[SpecRecord.MaxSampleBytes] };

        var spec = SpecRecord.Of(ModelOptions.Default, [Small, large, Small with { Name = "last" }]);

        spec.Samples.Select(sample => sample.Name).ShouldBe(["small", "last"]);
        spec.HasMoreSamples.ShouldBeTrue();
        SpecRecord.Of(ModelOptions.Default, [Small]).HasMoreSamples.ShouldBeFalse();
    }

    [Fact]
    public void The_largest_samples_that_fit_fit_into_a_value_of_the_store()
    {
        var spec = SpecRecord.Of(ModelOptions.Default, [Small with { RequestJson = new byte[SpecRecord.MaxSampleBytes] }]);
        spec.Samples.Count.ShouldBe(1);
        ClusterRecords.Specs.Write(spec).Length.ShouldBeLessThan(1 << 20);
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("latest x")]
    [InlineData("specific a")]
    [InlineData("ranges x")]
    [InlineData("oldest 2")]
    public void A_policy_that_this_release_does_not_know_is_refused(string policy)
    {
        var json = JsonNode.Parse(ClusterRecords.Specs.Write(new SpecRecord(ModelOptions.Default, [])))!;
        json["options"]!["version_policy"] = policy;
        Should.Throw<ClusterRecordException>(() => ClusterRecords.Specs.Read("specs/iris/0", Encoding.UTF8.GetBytes(json.ToJsonString())))
            .Message.ShouldContain($"'{policy}' is no VersionPolicy.");
    }

    private static SpecRecord Again(SpecRecord spec) => ClusterRecords.Specs.Read("specs/iris/0", ClusterRecords.Specs.Write(spec));

    /// <summary>Where the filled value is the default, as of a switch that is on by default, its opposite.</summary>
    private static object? Changed(string name, object? filled, object? standard) => filled switch
    {
        bool isOn when isOn.Equals(standard) => !isOn,
        _ when Equals(filled, standard) => throw new InvalidOperationException($"{name}: the filled value is the default"),
        _ => filled,
    };
}
