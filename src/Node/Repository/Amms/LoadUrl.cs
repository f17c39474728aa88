namespace ModelCluster.Node.Repository.Amms;

/// <summary>Checks <c>load_url</c>, which means something else for each load type.</summary>
internal static class LoadUrl
{
    /// <summary>What is allowed, if <paramref name="url"/> will not do; null if it will. Nothing is looked at.</summary>
    public static string? Problem(LoadType type, string url) => type switch
    {
        LoadType.Http => IsHttp(url) ? null : "an address such as http://host:port/folder, without user name, query and fragment",
        LoadType.S3 => IsS3(url) ? null : "a bucket such as s3://bucket/prefix",
        _ when url.Contains("://", StringComparison.Ordinal) => "a folder, since load_type is LOCAL or SHARE; load_type HTTP and S3 take addresses",
        _ when url.Any(char.IsControl) => "a folder, without control characters",
        _ => null,
    };

    /// <summary>Bucket and prefix; the prefix is empty or ends with '/'.</summary>
    public static (string Bucket, string Prefix) S3(string url)
    {
        var uri = new Uri(url);
        var prefix = Uri.UnescapeDataString(uri.AbsolutePath).Trim('/');
        return (uri.Host, prefix.Length == 0 ? "" : prefix + "/");
    }

    /// <summary>The address of a folder, ending with '/'.</summary>
    public static Uri Http(string url) => new(url.EndsWith('/') ? url : url + "/");

    private static bool IsHttp(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && IsPlain(uri);

    private static bool IsS3(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == "s3" && uri.Host.Length > 0 && IsPlain(uri);

    /// <summary>A password here would stand in logs and histories.</summary>
    private static bool IsPlain(Uri uri) => uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
}
