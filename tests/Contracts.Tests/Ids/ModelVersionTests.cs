using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Tests.Ids;

public sealed class ModelVersionTests
{
    /// <summary>Versions of one to three parts; small numbers, so that equal ones meet.</summary>
    internal static Arbitrary<string> Texts { get; } =
        (from parts in Gen.Choose(1, 3)
         from numbers in Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, 4), Gen.Choose(0, int.MaxValue)), parts)
         from zeros in Gen.Choose(0, 3)
         from separator in Gen.Elements('.', '_')
         select string.Join(separator, numbers.Select(number => new string('0', zeros) + number))).ToArbitrary();

    private static (long, long, long) Numbers(ModelVersion version) => (version.Major, version.Minor, version.Patch);

    [Fact]
    public void Written_and_read_again_it_is_the_same() =>
        Prop.ForAll(Texts, text =>
        {
            var version = ModelVersion.Parse(text);
            var again = ModelVersion.Parse(version.ToString());
            return again == version && again.ToString() == version.ToString() && again.GetHashCode() == version.GetHashCode();
        }).Holds();

    [Fact]
    public void Is_ordered_by_its_numbers() =>
        Prop.ForAll(Texts, Texts, (left, right) =>
        {
            var (a, b) = (ModelVersion.Parse(left), ModelVersion.Parse(right));
            var order = Numbers(a).CompareTo(Numbers(b));
            return Math.Sign(a.CompareTo(b)) == Math.Sign(order)
                && (a == b) == (order == 0) && (a != b) == (order != 0)
                && (a < b) == (order < 0) && (a <= b) == (order <= 0)
                && (a > b) == (order > 0) && (a >= b) == (order >= 0);
        }).Holds();

    [Theory]
    [InlineData("1", "001")]
    [InlineData("1", "1.0.0")]
    [InlineData("1.2", "1_2")]
    [InlineData("00000123", "123")]
    public void Is_the_same_however_it_is_written(string left, string right) =>
        ModelVersion.Parse(left).ShouldBe(ModelVersion.Parse(right));

    [Fact]
    public void Is_compared_by_number_not_by_text() => (ModelVersion.Parse("1.10") > ModelVersion.Parse("1.9")).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1.2.3.4")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1,2")]
    [InlineData("1.x")]
    [InlineData("v1")]
    [InlineData("9223372036854775808")]
    public void Is_read_from_nothing_else(string? text) => ModelVersion.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Says_what_is_allowed() =>
        Should.Throw<FormatException>(() => ModelVersion.Parse("new")).Message.ShouldBe("'new' is not a version; one to three numbers such as 3, 1.2 or 1.2.3 are allowed");

    [Fact]
    public void Knows_whether_it_is_a_whole_number()
    {
        new ModelVersion(7).IsWhole.ShouldBeTrue();
        ModelVersion.Parse("7").IsWhole.ShouldBeTrue();
        ModelVersion.Parse("7.0").IsWhole.ShouldBeFalse();
    }
}
