using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Contracts.Tests.Deployments;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1024", 1024)]
    [InlineData("2G", 2L << 30)]
    [InlineData("2g", 2L << 30)]
    [InlineData("512M", 512L << 20)]
    [InlineData("0.5K", 512)]
    [InlineData("1KiB", 1024)]
    [InlineData("7b", 7)]
    public void Memory_is_read_in_powers_of_1024(string text, long bytes)
    {
        Quantity.TryBytes(text, out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("5s", 5_000)]
    [InlineData("500ms", 500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("0s", 0)]
    [InlineData("1.5s", 1_500)]
    [InlineData("24h", 86_400_000)]
    public void Durations_are_read_with_their_units(string text, double milliseconds)
    {
        Quantity.TryDuration(text, out var read).ShouldBeTrue();
        read.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("5")]
    [InlineData("5d")]
    [InlineData("-5s")]
    [InlineData("25h")]
    [InlineData("9999999999999999999h")]
    [InlineData("5 s")]
    [InlineData("1..5s")]
    public void What_is_no_duration_is_refused(string text) => Quantity.TryDuration(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("2X")]
    [InlineData("-1G")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("99999999999T")]
    public void What_is_no_amount_of_memory_is_refused(string text) => Quantity.TryBytes(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("0.5", true)]
    [InlineData("2", true)]
    [InlineData("-1", false)]
    [InlineData("2000", false)]
    [InlineData("NaN", false)]
    [InlineData("all", false)]
    public void Cores_are_a_plain_number(string text, bool isGood) => Quantity.TryCores(text, out _).ShouldBe(isGood);
}
