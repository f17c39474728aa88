using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Api.Http;
using ModelCluster.Api.Tests.Http.Infer;

namespace ModelCluster.Api.Tests.Http.Json;

public sealed class NumberTests
{
    private static void Agrees(params string[] numbers)
    {
        foreach (var chunk in numbers.Chunk(1000))
        {
            var singles = Requests.Data<float>("FP32", chunk);
            var doubles = Requests.Data<double>("FP64", chunk);
            for (var i = 0; i < chunk.Length; i++)
            {
                BitConverter.SingleToUInt32Bits(singles[i])
                    .ShouldBe(BitConverter.SingleToUInt32Bits(float.Parse(chunk[i], CultureInfo.InvariantCulture)), chunk[i]);
                BitConverter.DoubleToUInt64Bits(doubles[i])
                    .ShouldBe(BitConverter.DoubleToUInt64Bits(double.Parse(chunk[i], CultureInfo.InvariantCulture)), chunk[i]);
            }
        }
    }

    [Fact]
    public void Reads_any_float_written_in_any_common_way_to_the_same_bits() =>
        Prop.ForAll<uint>(bits =>
        {
            var value = BitConverter.UInt32BitsToSingle(bits * 2654435761);
            if (!float.IsFinite(value))
                return;
            Agrees(
                value.ToString("R", CultureInfo.InvariantCulture),
                value.ToString("E8", CultureInfo.InvariantCulture),
                ((double)value).ToString("R", CultureInfo.InvariantCulture),
                ((decimal)Math.Clamp(value, -1e9f, 1e9f)).ToString(CultureInfo.InvariantCulture));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reads_many_random_numbers_of_every_length_to_the_same_bits()
    {
        var random = new Random(7);
        Agrees([.. Enumerable.Range(0, 200_000).Select(_ => RandomNumber(random))]);
    }

    [Fact]
    public void Reads_numbers_half_way_between_two_floats_and_their_neighbours_to_the_same_bits()
    {
        var random = new Random(11);
        var numbers = new List<string>();
        for (var i = 0; i < 20_000; i++)
        {
            var lower = BitConverter.UInt32BitsToSingle((uint)random.Next(0x00000001, 0x7F7FFFFF));
            var middle = ((double)lower + MathF.BitIncrement(lower)) / 2;
            foreach (var near in new[] { middle, Math.BitDecrement(middle), Math.BitIncrement(middle) })
            {
                if (!double.IsFinite(near))
                    continue;
                numbers.Add(near.ToString("R", CultureInfo.InvariantCulture));
                numbers.Add(near.ToString("E16", CultureInfo.InvariantCulture));
                numbers.Add(near.ToString("E17", CultureInfo.InvariantCulture));
                numbers.Add(near.ToString("E30", CultureInfo.InvariantCulture));
            }
        }

        Agrees([.. numbers]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("0e999")]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("1e-999")]
    [InlineData("1.4e-45")]
    [InlineData("7.006492321624085e-46")]
    [InlineData("7.006492321624086e-46")]
    [InlineData("1.17549435e-38")]
    [InlineData("1.17549421e-38")]
    [InlineData("3.4028235e38")]
    [InlineData("3.4028235677973366e38")]
    [InlineData("340282356779733661637539395458142568447")]
    [InlineData("340282356779733661637539395458142568448")]
    [InlineData("16777217")]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740992999")]
    [InlineData("18446744073709551615")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("4.9e-324")]
    [InlineData("12345678")]
    [InlineData("123456789.12345678")]
    [InlineData("0.00000000000000000000000000000000000001")]
    [InlineData("1E+5")]
    [InlineData("1e05")]
    public void Reads_the_edges_to_the_same_bits(string number) => Agrees(number);

    [Fact]
    public void Reads_huge_digit_strings_to_the_same_bits() =>
        Agrees(new string('9', 10_000), "0." + new string('3', 10_000), "0." + new string('0', 400) + "1", "1" + new string('0', 308));

    [Fact]
    public void Reads_bare_NaN_and_infinities()
    {
        var values = Requests.Data<float>("FP32", "NaN", "Infinity", "-Infinity");
        float.IsNaN(values[0]).ShouldBeTrue();
        values[1].ShouldBe(float.PositiveInfinity);
        values[2].ShouldBe(float.NegativeInfinity);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("0x10")]
    [InlineData("1_000")]
    [InlineData("1.5.5")]
    [InlineData("--1")]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("+Infinity")]
    [InlineData("infinity")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("1f")]
    [InlineData("1,000e")]
    public void Refuses_what_is_not_a_JSON_number(string number)
    {
        Should.Throw<ProblemException>(() => Requests.Data<float>("FP32", "1", number)).StatusCode.ShouldBe(400);
        Should.Throw<ProblemException>(() => Requests.Data<double>("FP64", number, "1")).StatusCode.ShouldBe(400);
    }

    [Fact]
    public void Reads_integers_at_the_ends_of_each_range()
    {
        Requests.Data<sbyte>("INT8", "-128", "127", "-0").ShouldBe([-128, 127, 0]);
        Requests.Data<byte>("UINT8", "0", "255").ShouldBe([0, 255]);
        Requests.Data<short>("INT16", "-32768", "32767").ShouldBe([short.MinValue, short.MaxValue]);
        Requests.Data<ushort>("UINT16", "0", "65535").ShouldBe([0, ushort.MaxValue]);
        Requests.Data<int>("INT32", "-2147483648", "2147483647").ShouldBe([int.MinValue, int.MaxValue]);
        Requests.Data<uint>("UINT32", "0", "4294967295").ShouldBe([0, uint.MaxValue]);
        Requests.Data<long>("INT64", "-9223372036854775808", "9223372036854775807").ShouldBe([long.MinValue, long.MaxValue]);
        Requests.Data<ulong>("UINT64", "0", "18446744073709551615").ShouldBe([0, ulong.MaxValue]);
        Requests.Data<byte>("BOOL", "true", "false").ShouldBe([1, 0]);
    }

    [Theory]
    [InlineData("INT8", "128", "-128 to 127")]
    [InlineData("INT8", "-129", "-128 to 127")]
    [InlineData("UINT8", "256", "0 to 255")]
    [InlineData("UINT8", "-1", "0 to 255")]
    [InlineData("INT16", "32768", "-32768 to 32767")]
    [InlineData("UINT16", "65536", "0 to 65535")]
    [InlineData("INT32", "2147483648", "-2147483648 to 2147483647")]
    [InlineData("UINT32", "4294967296", "0 to 4294967295")]
    [InlineData("INT64", "9223372036854775808", "-9223372036854775808 to 9223372036854775807")]
    [InlineData("UINT64", "18446744073709551616", "0 to 18446744073709551615")]
    [InlineData("INT32", "1.0", "-2147483648 to 2147483647")]
    [InlineData("INT32", "1e3", "-2147483648 to 2147483647")]
    [InlineData("INT32", "NaN", "-2147483648 to 2147483647")]
    [InlineData("BOOL", "1", "true or false")]
    [InlineData("BOOL", "True", "true or false")]
    public void Names_tensor_index_value_and_range_of_a_number_that_does_not_fit(string type, string number, string range)
    {
        var good = type == "BOOL" ? "true" : "1";
        var message = Should.Throw<ProblemException>(() => Requests.Data<byte>(type, good, good, number)).Message;
        message.ShouldContain("input 'x'");
        message.ShouldContain($"element 2 is {number}");
        message.ShouldContain(range);
        message.ShouldContain(type);
    }

    private static string RandomNumber(Random random)
    {
        var text = new StringBuilder();
        if (random.Next(2) == 0)
            text.Append('-');
        AppendDigits(text, random, random.Next(1, 22));
        if (random.Next(4) > 0)
            AppendDigits(text.Append('.'), random, random.Next(1, 25));
        if (random.Next(3) == 0)
            text.Append(random.Next(2) == 0 ? "e" : "E+").Append(random.Next(0, 50));
        else if (random.Next(3) == 0)
            text.Append("e-").Append(random.Next(0, 60));
        return text.ToString();
    }

    private static void AppendDigits(StringBuilder text, Random random, int count)
    {
        var isWhole = text.Length == 0 || text[^1] == '-';
        text.Append(isWhole && count > 1 ? random.Next(1, 10) : random.Next(10));
        for (var i = 1; i < count; i++)
            text.Append(random.Next(10));
    }
}
