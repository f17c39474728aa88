using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Onnx;

/// <summary>
/// What all sessions of the process share: the runtime's environment with one small thread pool that does not spin and
/// one allocator, and its log. ONNX Runtime allows one environment per process, so a second host in the process (tests)
/// uses the first one's, with its settings; the log goes to the newest host. Thread-safe.
/// </summary>
internal sealed partial class OnnxEnvironment
{
    private static readonly Lock Gate = new();
    private static Native? Shared;
    private static ILogger? Log;

    private readonly Lazy<Native> _native;

    /// <summary>Checks the settings; the runtime itself starts at its first use, so that a node listens before that.</summary>
    public OnnxEnvironment(IOptions<OnnxOptions> options, ILogger<OnnxEnvironment> logger)
    {
        var checkedOptions = options.Value;
        _native = new Lazy<Native>(() => StartOrJoin(checkedOptions, logger));
    }

    /// <summary>The runtime's version, such as <c>1.28.2</c>.</summary>
    public string Version => _native.Value.Environment.GetVersionString();

    /// <summary>The calls that a run makes.</summary>
    public OrtApi Api => _native.Value.Api;

    /// <summary>Ordinary memory, for values over the caller's tensors and for outputs the runtime allocates.</summary>
    public nint CpuMemory => _native.Value.CpuMemory.DangerousGetHandle();

    /// <summary>True if this build of the runtime can use NVIDIA GPUs; whether there is one shows when a model is loaded.</summary>
    public bool HasCuda => _native.Value.Environment.GetAvailableProviders().Contains("CUDAExecutionProvider", StringComparer.Ordinal);

    /// <summary>
    /// Starts the runtime, or joins the one that runs, and logs its version and where it comes from. To be called before
    /// anything else of the runtime is used: it also says where the library is found. May be called again.
    /// </summary>
    /// <exception cref="ModelLoadException">The native library is missing, or is none for this machine.</exception>
    public void EnsureStarted() => _ = _native.Value;

    private static Native StartOrJoin(OnnxOptions options, ILogger logger)
    {
        Native native;
        lock (Gate)
        {
            Volatile.Write(ref Log, logger);
            native = Shared ??= StartOrSayWhyNot(options);
        }

        var version = native.Environment.GetVersionString();
        if (OnnxLibrary.Path is { } path)
            LogLibrary(logger, version, path);
        else
            LogSystemLibrary(logger, version);
        return native;
    }

    private static Native StartOrSayWhyNot(OnnxOptions options)
    {
        try
        {
            return Start(options);
        }
        catch (Exception e) when (e.GetBaseException() is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new ModelLoadException(
                "the native library of ONNX Runtime cannot be loaded, so no model can; build the node again, or put the library "
                + $"under runtimes/ beside it. The system says: {e.GetBaseException().Message}",
                e);
        }
    }

    private static Native Start(OnnxOptions options)
    {
        OnnxLibrary.TakeOverSearch();
        SystemMemory.LimitArenas();
        var creation = new EnvironmentCreationOptions
        {
            logId = "onnxruntime",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
            loggingFunction = Write,
            threadOptions = new OrtThreadingOptions
            {
                GlobalIntraOpNumThreads = options.SharedThreads == 0 ? Environment.ProcessorCount : options.SharedThreads,
                GlobalInterOpNumThreads = 1,
                GlobalSpinControl = false,
            },
        };
        var environment = OrtEnv.CreateInstanceWithOptions(ref creation);
        var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        // grows by what is asked for (1), not by doubling: a thousand models share it, and it is never given back
        using var arena = new OrtArenaCfg(maxMemory: 0, arenaExtendStrategy: 1, initialChunkSizeBytes: -1, maxDeadBytesPerChunk: -1);
        environment.CreateAndRegisterAllocator(memory, arena);
        return new Native(environment, OrtApi.Load(), memory);
    }

    private static void Write(nint context, OrtLoggingLevel severity, string category, string logId, string location, string message)
    {
        if (Volatile.Read(ref Log) is not { } log)
            return;
        var level = severity switch
        {
            OrtLoggingLevel.ORT_LOGGING_LEVEL_VERBOSE => LogLevel.Trace,
            OrtLoggingLevel.ORT_LOGGING_LEVEL_INFO => LogLevel.Debug,
            OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        LogRuntime(log, level, logId, message, location);
    }

    private sealed record Native(OrtEnv Environment, OrtApi Api, OrtMemoryInfo CpuMemory);
}
