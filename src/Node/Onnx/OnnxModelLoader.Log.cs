using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Onnx;

internal sealed partial class OnnxModelLoader
{
    [LoggerMessage(EventId = EventIds.OnnxNoGpu, Message = "{Servable} runs on the processor, there is no GPU for it: {Reason}")]
    private static partial void LogNoGpu(ILogger logger, LogLevel level, ServableId servable, string reason);
}
