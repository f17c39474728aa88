using FsCheck.Fluent;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Tests.Ids;

public sealed class ModelNameTests
{
    [Fact]
    public void What_passes_is_safe_as_a_folder_and_a_segment_of_a_url() =>
        Prop.ForAll<string>(text => !ModelName.TryParse(text, out var name, out _)
            || (name.Value == text && Uri.EscapeDataString(text) == text && Path.GetFileName(text) == text && text[0] != '.')).Holds();

    [Theory]
    [InlineData("iris")]
    [InlineData("a")]
    [InlineData("Half_plus-two.v1")]
    public void Is_read_back_as_it_was_written(string text) => ModelName.Parse(text).ToString().ShouldBe(text);

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("..", "not beginning with '.'")]
    [InlineData(".hidden", "not beginning with '.'")]
    [InlineData("a/b", "is not a model name")]
    [InlineData("a b", "is not a model name")]
    [InlineData("naïve", "is not a model name")]
    [InlineData("a\nb", "'a?b' is not a model name")]
    public void Says_what_is_allowed(string? text, string error)
    {
        ModelName.TryParse(text, out _, out var said).ShouldBeFalse();
        said!.ShouldContain(error);
    }

    [Fact]
    public void Is_at_most_128_characters_long()
    {
        ModelName.TryParse(new string('a', 128), out _, out _).ShouldBeTrue();
        ModelName.TryParse(new string('a', 129), out _, out var error).ShouldBeFalse();
        error!.ShouldContain("at most 128");
    }
}
