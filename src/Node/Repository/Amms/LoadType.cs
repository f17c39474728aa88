namespace ModelCluster.Node.Repository.Amms;

/// <summary>How an entry of <c>servables.json</c> gets at its artefacts.</summary>
internal enum LoadType
{
    /// <summary><c>LOCAL</c>: a folder of this machine.</summary>
    Local,

    /// <summary><c>SHARE</c>: a folder that several machines share; read as a local one.</summary>
    Share,

    /// <summary><c>HTTP</c>: a web server with an index or a listing.</summary>
    Http,

    /// <summary><c>S3</c>: a bucket of Amazon S3 or of a compatible store.</summary>
    S3,
}

/// <summary>How load types are written.</summary>
internal static class LoadTypes
{
    /// <summary>All of them, as errors list them.</summary>
    public const string Allowed = "LOCAL, SHARE, HTTP or S3";

    /// <summary>Reads one; null if it is none.</summary>
    public static LoadType? Parse(string text) => text switch
    {
        "LOCAL" => LoadType.Local,
        "SHARE" => LoadType.Share,
        "HTTP" => LoadType.Http,
        "S3" => LoadType.S3,
        _ => null,
    };

    /// <summary>As <c>servables.json</c> writes it.</summary>
    public static string Written(this LoadType type) => type.ToString().ToUpperInvariant();

    /// <summary>True when artefacts must be fetched before they can be read.</summary>
    public static bool IsRemote(this LoadType type) => type is LoadType.Http or LoadType.S3;
}
