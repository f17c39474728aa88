using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Onnx;

namespace ModelCluster.Node.Tests.Onnx;

/// <summary>Loads the models of this repository, and ones a test wrote, with the real runtime.</summary>
public abstract class OnnxTestBase : IDisposable
{
    private static readonly OnnxEnvironment Environment = new(Options.Create(new OnnxOptions()), NullLogger<OnnxEnvironment>.Instance);
    private readonly string _folder = Directory.CreateTempSubdirectory("onnx-tests").FullName;

    internal CollectedLog Log { get; } = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal static string TestingModel(string name) => Path.Combine(ModelsFolder(), "testing", name, "1", "model.onnx");

    internal static string DemoModel(string name, string version) => Path.Combine(ModelsFolder(), "repository", name, version, "model.onnx");

    internal string FileWith(byte[] content)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, content);
        return path;
    }

    internal IModelSession Load(string path, SessionSettings? settings = null) =>
        new OnnxModelLoader(Environment, Log).Load(new ServableId(ModelName.Parse("m"), ModelVersion.Parse("1")), path, settings ?? new());

    internal IModelSession Load(OnnxModelBuilder model) => Load(FileWith(model.Build()));

    internal string LoadFailure(string path, SessionSettings? settings = null) =>
        Should.Throw<ModelLoadException>(() => Load(path, settings)).Message;

    internal static Tensor Rent<T>(TensorType type, TensorShape shape, params T[] values)
        where T : unmanaged
    {
        var tensor = Tensor.Rent(type, shape);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(tensor.Span);
        return tensor;
    }

    internal static T[] Values<T>(Tensor tensor)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(tensor.Span).ToArray();

    /// <summary>Runs a model of one input and one output once.</summary>
    internal static Tensor RunOnce(IModelSession session, Tensor input)
    {
        using var runner = session.CreateRunner();
        Tensor?[] outputs = [null];
        runner.Run([input], outputs, CancellationToken.None);
        return outputs[0]!;
    }

    private static string ModelsFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ModelCluster.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("the tests run outside the repository");
        return Path.Combine(folder, "models");
    }

    internal sealed class CollectedLog : ILogger<OnnxModelLoader>
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Entries { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Enqueue((logLevel, formatter(state, exception)));
    }
}
