using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ModelCluster.Node.Telemetry;

/// <summary>A log of some of the requests for inference. Configuration section <c>RequestLog</c>.</summary>
internal sealed class RequestLogOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "RequestLog";

    /// <summary>The file of JSON lines; empty, the default: none is written.</summary>
    public string File { get; set; } = "";

    /// <summary>Which part of the requests is written, 0 to 1. Default 0.01.</summary>
    [Range(0, 1)]
    public double SampleRate { get; set; } = 0.01;

    /// <summary>Whether inputs and outputs are written too, as a sample that can be replayed. Default false.</summary>
    public bool Tensors { get; set; }

    /// <summary>Inputs and outputs of more bytes together are left out. 0 to 16,777,216; default 65,536.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int MaxTensorBytes { get; set; } = 64 * 1024;

    /// <summary>The size at which a new file is begun, in bytes. 4,096 to 1,073,741,824; default 16 MiB.</summary>
    [Range(4_096, 1024 * 1024 * 1024)]
    public int MaxFileBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How many files are kept. 1 to 1,000; default 5.</summary>
    [Range(1, 1_000)]
    public int MaxFiles { get; set; } = 5;
}

/// <summary>Checks the settings at start.</summary>
[OptionsValidator]
internal sealed partial class RequestLogOptionsValidator : IValidateOptions<RequestLogOptions>;
