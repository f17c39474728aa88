using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Tests.Repository;

public sealed class DemoRepositoryTests
{
    [Fact]
    public void Holds_no_problem()
    {
        using var data = new TempFolder();
        var reader = new RepositoryReader(
            [Models("repository"), Models("testing")], new UploadedModels(data.Root), TimeSpan.Zero, TimeProvider.System, NullLogger.Instance);
        var models = reader.Look().ShouldNotBeNull();
        models.Values.Where(model => model.Problem is not null).ShouldBeEmpty();
        models.Values.Where(model => model.Found.Count == 0).ShouldBeEmpty();
        models.Count.ShouldBeGreaterThanOrEqualTo(17);
    }

    private static string Models(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../models", name));
}
