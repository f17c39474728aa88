using System.Text.RegularExpressions;

namespace ModelCluster.Architecture.Tests;

/// <summary>Pages that name tests name tests that exist.</summary>
public partial class PageTests
{
    [Theory]
    [InlineData("docs/moving-here.md", 30)]
    public void Every_test_that_a_page_names_exists(string page, int namesAtLeast)
    {
        var named = NamedTest().Matches(File.ReadAllText(Path.Combine(Project.Root, page)));
        named.Count.ShouldBeGreaterThanOrEqualTo(namesAtLeast);
        var sources = Project.All.Where(project => project.Name.EndsWith(".Tests", StringComparison.Ordinal))
            .SelectMany(project => project.CSharpFiles)
            .ToLookup(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal);
        named.Where(name => !sources[name.Groups["class"].Value].Any(path => File.ReadAllText(path).Contains($" {name.Groups["method"].Value}(", StringComparison.Ordinal)))
            .Select(name => name.Value)
            .ShouldBeEmpty();
    }

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedTest();
}
