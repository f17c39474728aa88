using System.ComponentModel.DataAnnotations;

namespace ModelCluster.Api.Http;

/// <summary>Settings of the Open Inference Protocol's endpoints.</summary>
public sealed class OpenInferenceOptions
{
    /// <summary>What <c>GET /v2</c> gives as the server's name. Default <c>modelcluster</c>; some clients insist on <c>triton</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ServerName { get; set; } = "modelcluster";

    /// <summary>The largest request body, after decompression, in bytes. 1,024 to 536,870,912; default 64 MiB.</summary>
    [Range(1_024, 512 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The name of the one repository, for requests that name it. Default <c>models</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string RepositoryName { get; set; } = "models";
}
