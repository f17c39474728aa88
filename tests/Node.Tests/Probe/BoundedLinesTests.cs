using ModelCluster.Node.Probe;

namespace ModelCluster.Node.Tests.Probe;

public sealed class BoundedLinesTests
{
    [Fact]
    public async Task Lines_come_one_by_one_and_a_long_one_loses_its_end()
    {
        var text = "one\n\n" + new string('x', 100_000) + "\nlast";
        var lines = new BoundedLines(new StringReader(text), maxLength: 5);
        (await lines.ReadAsync()).ShouldBe("one");
        (await lines.ReadAsync()).ShouldBe("");
        (await lines.ReadAsync()).ShouldBe("xxxxx");
        (await lines.ReadAsync()).ShouldBe("last");
        (await lines.ReadAsync()).ShouldBeNull();
    }
}
