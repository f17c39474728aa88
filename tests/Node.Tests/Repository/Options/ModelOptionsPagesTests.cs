using System.Runtime.CompilerServices;
using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Tests.Repository.Options;

/// <summary>
/// The pages are written from the table. To write them again after a change of it:
/// <c>MODELCLUSTER_WRITE_DOCS=1 dotnet test tests/Node.Tests</c>.
/// </summary>
public sealed class ModelOptionsPagesTests
{
    [Fact]
    public void The_page_of_options_is_in_step_with_the_table() => Check("model-options.md", ModelOptionsPages.Markdown());

    [Fact]
    public void The_schema_is_in_step_with_the_table() => Check("model.schema.json", ModelOptionsPages.Schema());

    private static void Check(string name, string page, [CallerFilePath] string here = "")
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../docs", name));
        if (Environment.GetEnvironmentVariable("MODELCLUSTER_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, page);
        }

        File.ReadAllText(path).ShouldBe(page, $"{path} is out of step; write it again with MODELCLUSTER_WRITE_DOCS=1 dotnet test tests/Node.Tests");
    }
}
