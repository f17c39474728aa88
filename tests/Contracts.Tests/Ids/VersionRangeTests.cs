using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Tests.Ids;

public sealed class VersionRangeTests
{
    private static readonly Arbitrary<string> Ranges =
        (from major in Gen.Choose(0, 3)
         from parts in Gen.Choose(0, 2)
         from rest in Gen.ArrayOf(Gen.Elements("0", "1", "2", "x", "*", "X"), parts)
         select string.Join('.', rest.Prepend($"{major}"))).ToArbitrary();

    private static VersionRange Parse(string text)
    {
        VersionRange.TryParse(text, out var range).ShouldBeTrue(text);
        return range;
    }

    [Fact]
    public void Written_and_read_again_it_is_the_same() =>
        Prop.ForAll(Ranges, text => Parse(Parse(text).ToString()) == Parse(text)).Holds();

    [Fact]
    public void Holds_the_versions_whose_numbers_agree_where_it_has_one() =>
        Prop.ForAll(Ranges, ModelVersionTests.Texts, (rangeText, versionText) =>
        {
            var range = Parse(rangeText);
            var version = ModelVersion.Parse(versionText);
            var agrees = range.Major == version.Major
                && (range.Minor is null || range.Minor == version.Minor)
                && (range.Patch is null || range.Patch == version.Patch);
            return range.Contains(version) == agrees;
        }).Holds();

    [Fact]
    public void Every_version_is_in_the_range_of_itself_and_no_other() =>
        Prop.ForAll(ModelVersionTests.Texts, ModelVersionTests.Texts, (left, right) =>
            Parse(left).Contains(ModelVersion.Parse(right)) == (ModelVersion.Parse(left) == ModelVersion.Parse(right))).Holds();

    [Theory]
    [InlineData("1.x", "1.0.0 1.2 1.9.9", "2 0.1")]
    [InlineData("1.2.x", "1.2 1.2.7", "1.3 1.1.2")]
    [InlineData("1.x.5", "1.0.5 1.9.5 1.5 1.5.4", "2.0.5")]
    [InlineData("1_x_5", "1.0.4", "2")]
    [InlineData("1", "1 1.0.0", "1.0.1 1.1")]
    public void Means_what_it_says(string text, string inside, string outside)
    {
        foreach (var version in inside.Split(' '))
            Parse(text).Contains(ModelVersion.Parse(version)).ShouldBeTrue(version);
        foreach (var version in outside.Split(' '))
            Parse(text).Contains(ModelVersion.Parse(version)).ShouldBeFalse(version);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("x.1")]
    [InlineData("abc")]
    [InlineData("1.x.y")]
    [InlineData("1.x.5.6")]
    [InlineData("1.")]
    [InlineData("1.y")]
    [InlineData("1.2.3.4")]
    [InlineData("1.-2")]
    public void Is_read_from_nothing_else(string? text) => VersionRange.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void After_any_number_comes_no_certain_one()
    {
        Parse("1.x.5").ShouldBe(Parse("1.x"));
        Parse("1.x.5").ToString().ShouldBe("1.x.x");
        new VersionRange(1, null, 5).ShouldBe(new VersionRange(1, null, null));
    }

    [Fact]
    public void A_selector_without_a_range_accepts_every_version() =>
        Prop.ForAll(ModelVersionTests.Texts, text => VersionSelector.Latest.Accepts(ModelVersion.Parse(text))
            && VersionSelector.Exactly(ModelVersion.Parse(text)).Accepts(ModelVersion.Parse(text))).Holds();

    [Fact]
    public void A_selector_says_what_is_allowed()
    {
        VersionSelector.TryParse("", out var selector, out _).ShouldBeTrue();
        selector.ShouldBe(VersionSelector.Latest);
        VersionSelector.TryParse("newest", out _, out var error).ShouldBeFalse();
        error!.ShouldContain("'newest' is not a version");
    }
}
