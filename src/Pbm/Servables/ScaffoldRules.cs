using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Servables;

/// <summary>What a new servable may be called, and where it may be made.</summary>
internal static class ScaffoldRules
{
    /// <summary>Does nothing if all is well.</summary>
    /// <exception cref="PbmException">The name or the version is none, or the folder exists.</exception>
    internal static void Check(string name, string version, string folder)
    {
        if (name.Length is 0 or > 128 || name[0] == '.' || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
            throw new PbmException(ExitCode.WrongUsage, $"'{name}' is no model name; 1 to 128 letters, digits, '.', '_' or '-' are allowed, the first one no '.'");
        var parts = version.Split('.');
        if (parts.Length > 3 || !parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
            throw new PbmException(ExitCode.WrongUsage, $"'{version}' is no version; one to three numbers such as 1 or 1.2.3 are allowed");
        if (Directory.Exists(folder))
            throw new PbmException(ExitCode.Failed, $"{folder} exists already; remove it, or choose another name or --output");
    }
}
