using ModelCluster.Load.Driving;

namespace ModelCluster.Load.Suites;

/// <summary>The small JSON request of the comparison.</summary>
internal static class Iris
{
    public static byte[] Request { get; } = HttpMessage.Json(
        "/v2/models/iris/infer",
        """{"inputs":[{"name":"features","shape":[1,4],"datatype":"FP32","data":[5.1,3.4,1.5,0.2]}]}""");
}
