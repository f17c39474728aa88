using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ModelCluster.Api.Http.Security;

/// <summary>One key. Only its hash is kept. Immutable.</summary>
internal sealed class ApiKey
{
    private const string HashPrefix = "sha256:";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly byte[] _hash;

    private ApiKey(Caller caller, byte[] hash)
    {
        Caller = caller;
        _hash = hash;
    }

    /// <summary>Who has it.</summary>
    public Caller Caller { get; }

    /// <summary>The key of a setting; null where what follows <c>sha256:</c> is no hash.</summary>
    public static ApiKey? TryParse(string name, string setting, CallerRoles roles)
    {
        var caller = new Caller(name, roles);
        if (!setting.StartsWith(HashPrefix, StringComparison.OrdinalIgnoreCase))
            return new ApiKey(caller, Hash(setting));
        var hex = setting.AsSpan(HashPrefix.Length);
        return hex.Length == 2 * SHA256.HashSizeInBytes && !hex.ContainsAnyExcept(HexDigits)
            ? new ApiKey(caller, Convert.FromHexString(hex))
            : null;
    }

    /// <summary>The roles of a setting; both where there is none, null where it is wrong.</summary>
    public static CallerRoles? TryParseRoles(string? setting)
    {
        if (setting is null)
            return CallerRoles.Infer | CallerRoles.Operate;
        var roles = CallerRoles.None;
        foreach (var word in setting.Split(',', StringSplitOptions.TrimEntries))
        {
            if (word.Equals("infer", StringComparison.OrdinalIgnoreCase))
                roles |= CallerRoles.Infer;
            else if (word.Equals("operate", StringComparison.OrdinalIgnoreCase))
                roles |= CallerRoles.Operate;
            else
                return null;
        }

        return roles;
    }

    /// <summary>The hash of a presented key.</summary>
    public static byte[] Hash(string presented) => SHA256.HashData(Encoding.UTF8.GetBytes(presented));

    /// <summary>True for the hash of this key; takes as long for any other.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);
}
