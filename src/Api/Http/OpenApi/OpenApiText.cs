namespace ModelCluster.Api.Http.OpenApi;

/// <summary>The document as it was made from its sources.</summary>
/// <param name="Sources">What it was made from.</param>
/// <param name="Json">UTF-8.</param>
/// <param name="ETag">With its quotes; another one after every change, and after a restart.</param>
internal sealed record OpenApiText(OpenApiSources Sources, byte[] Json, string ETag);
