namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>A file of a remote store, as its listing tells.</summary>
/// <param name="Path">Below the store's folder, with '/'.</param>
/// <param name="Stamp">Changes when the file does; null when the listing tells nothing: the store is asked for each file then.</param>
/// <param name="Sha256">What its content must hash to, in lower-case hexadecimal; null when the listing does not tell.</param>
internal sealed record RemoteFile(string Path, string? Stamp = null, string? Sha256 = null);
