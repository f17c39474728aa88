namespace ModelCluster.Api.Http.OpenApi;

/// <summary>The document as it is at one revision of the catalog.</summary>
/// <param name="Revision">Of the catalog.</param>
/// <param name="Json">UTF-8.</param>
/// <param name="ETag">With its quotes; another one after every change, and after a restart.</param>
internal sealed record OpenApiText(long Revision, byte[] Json, string ETag);
