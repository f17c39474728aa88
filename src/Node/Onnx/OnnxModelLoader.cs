using Microsoft.ML.OnnxRuntime;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace ModelCluster.Node.Onnx;

/// <summary>Loads ONNX files with ONNX Runtime.</summary>
internal sealed partial class OnnxModelLoader(OnnxEnvironment environment, ILogger<OnnxModelLoader> logger) : IModelLoader
{
    /// <inheritdoc/>
    public IModelSession Load(ServableId id, string path, SessionSettings settings)
    {
        var bytes = OnnxFile.Check(path);
        environment.EnsureStarted();
        using var options = CreateOptions(id, settings);
        var device = AddDevice(options, id, settings);
        InferenceSession? session = null;
        try
        {
            session = new InferenceSession(path, options);
            return new OnnxSession(environment, session, SignatureReader.Read(session), device, bytes);
        }
        catch (ModelLoadException e)
        {
            session?.Dispose();
            throw new ModelLoadException($"{path} cannot be served: {e.Message}", e);
        }
        catch (OnnxRuntimeException e)
        {
            session?.Dispose();
            var message = RuntimeMessages.Clean(e.Message);
            throw new ModelLoadException(
                $"ONNX Runtime cannot load {path}: {message}{RuntimeMessages.HintForLoading(message, environment.Version)}", e);
        }
    }

    private static SessionOptions CreateOptions(ServableId id, SessionSettings settings)
    {
        var options = new SessionOptions
        {
            LogId = id.ToString(),
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // a pattern is remembered for each shape seen, and batches come in all sizes
            EnableMemoryPattern = false,
        };
        if (settings.Threads == 0)
            options.DisablePerSessionThreads();
        else
            options.IntraOpNumThreads = settings.Threads;
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
        // weights outside the shared arena, so that unloading gives them back
        options.AddSessionConfigEntry("session.use_device_allocator_for_initializers", "1");
        return options;
    }

    /// <summary>Adds the GPU where it is asked for and there; says which device it is.</summary>
    private string AddDevice(SessionOptions options, ServableId id, SessionSettings settings)
    {
        if (settings.Device == DeviceKind.Cpu)
            return OnnxSession.Cpu;
        string reason;
        if (!environment.HasCuda)
        {
            reason = "this build of ONNX Runtime runs on processors only";
        }
        else
        {
            try
            {
                options.AppendExecutionProvider_CUDA(0);
                return "cuda:0";
            }
            catch (OnnxRuntimeException e)
            {
                reason = RuntimeMessages.Clean(e.Message);
            }
        }

        if (settings.StrictDevice)
        {
            throw new ModelLoadException(
                $"{id} is to run on a GPU and there is none: {reason}; without 'strict' it would run on the processor");
        }

        LogNoGpu(logger, settings.Device == DeviceKind.Auto ? LogLevel.Information : LogLevel.Warning, id, reason);
        return OnnxSession.Cpu;
    }
}
