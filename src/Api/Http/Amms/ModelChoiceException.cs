namespace ModelCluster.Api.Http.Amms;

/// <summary>No one model is meant; the answer lists those there are.</summary>
internal sealed class ModelChoiceException(int statusCode, string message) : Exception(message)
{
    /// <summary>The answer's HTTP status.</summary>
    public int StatusCode => statusCode;
}
