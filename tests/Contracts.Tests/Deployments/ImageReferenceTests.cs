using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Tests.Deployments;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("iris", "iris", "iris:latest", "3.0.0")]
    [InlineData("team/iris:latest", "team/iris", "team/iris:latest", "3.0.0")]
    [InlineData("a/b/c:1.2.0", "a/b/c", "a/b/c:1.2.0", "1.2.0")]
    [InlineData("iris:1.x", "iris", "iris:1.x", "1.9.0")]
    public void A_path_and_a_version_are_read(string text, string path, string shown, string accepted)
    {
        ImageReference.TryParse(text, out var image, out _).ShouldBeTrue();
        image.Path.ShouldBe(path);
        image.ToString().ShouldBe(shown);
        image.Version.Accepts(ModelVersion.Parse(accepted)).ShouldBeTrue();
    }

    [Fact]
    public void Only_versions_of_the_tag_will_do()
    {
        ImageReference.TryParse("iris:1.x", out var image, out _).ShouldBeTrue();
        image.Version.Accepts(ModelVersion.Parse("2.0.0")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../iris")]
    [InlineData("a/../b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData(".hidden")]
    [InlineData("iris:")]
    [InlineData("iris:newest")]
    [InlineData("host:5000/iris")]
    [InlineData("a/b/c/d/e/f/g/h/i")]
    public void What_could_lead_elsewhere_is_refused_with_what_is_allowed(string text)
    {
        ImageReference.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNullOrEmpty();
    }
}
