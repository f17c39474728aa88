using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Tests;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.0, "0 B")]
    [InlineData(1536.0, "1.50 KiB")]
    [InlineData(18957020160.0, "17.7 GiB")]
    public void Bytes_have_the_unit_that_fits(double? bytes, string expected) => Units.Bytes(bytes).ShouldBe(expected);

    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.0, "0 ms")]
    [InlineData(0.07, "0.07 ms")]
    [InlineData(12.345, "12.3 ms")]
    [InlineData(1234.0, "1.23 s")]
    public void Durations_have_three_digits_that_matter(double? milliseconds, string expected) => Units.Milliseconds(milliseconds).ShouldBe(expected);

    [Theory]
    [InlineData(5, "5 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(3_700, "1 h 1 min")]
    [InlineData(90_000, "1 d 1 h")]
    [InlineData(-3, "0 s")]
    public void Ages_have_their_two_largest_units(int seconds, string expected) => Units.Age(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);
}
