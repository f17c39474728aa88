using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Tests.Repository;

/// <summary>With the real clock and the system's notifications; the scan is an hour away.</summary>
public sealed class NotificationTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Sees_a_version_moved_into_place_without_waiting_for_the_scan()
    {
        using var folder = new TempFolder();
        folder.Write("repository/iris/1/model.onnx");
        folder.Write("staging/model.onnx");
        using var stop = new CancellationTokenSource();
        var options = new RepositoryOptions { Folders = [folder.At("repository")], ScanIntervalMilliseconds = 3_600_000 };
        using var source = new FolderModelSource(options, new UploadedModels(folder.At("data")), TimeProvider.System, NullLogger<FolderModelSource>.Instance);
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        var watching = source.WatchAsync(Count, stop.Token);
        await first.Task.WaitAsync(Guard);
        Directory.Move(folder.At("staging"), folder.At("repository/iris/2"));
        await second.Task.WaitAsync(Guard);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(watching);

        void Count(IReadOnlyDictionary<ModelName, AspiredModel> models)
        {
            var versions = models[ModelName.Parse("iris")].Found.Count;
            (versions == 1 ? first : second).TrySetResult();
        }
    }
}
