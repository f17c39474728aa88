using System.Reflection;
using System.Runtime.InteropServices;
using ModelCluster.Actors.Journal;
using SQLitePCL;

namespace ModelCluster.Node.Sql.Sqlite;

/// <summary>
/// Makes the system's SQLite the one that is used: it gets the system's security updates. The provider asks for
/// <c>e_sqlite3</c>, which its own bundle would bring.
/// </summary>
internal static class SystemSqlite
{
    private static readonly string[] Candidates = ["libsqlite3.so.0", "libsqlite3.so", "libsqlite3.dylib", "winsqlite3"];
    private static readonly Lazy<bool> Provider = new(SetProvider);

    /// <summary>To be called before the first connection.</summary>
    /// <exception cref="JournalUnavailableException">There is no SQLite on this machine.</exception>
    internal static void Use() => _ = Provider.Value;

    private static bool SetProvider()
    {
        if (Find() is not { } library)
            throw new JournalUnavailableException(
                $"SQLite is not installed: none of {string.Join(", ", Candidates)} can be loaded. Install it (Debian, Ubuntu: "
                + "apt-get install libsqlite3-0) or set Journal:Connection to a PostgreSQL database.",
                mayHaveBeenWritten: false);
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? library : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    }

    private static nint? Find()
    {
        foreach (var name in Candidates)
        {
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out var library)) return library;
        }

        return null;
    }
}
