namespace ModelCluster.Pbm.Terminal;

/// <summary>How <c>pbm</c> ends.</summary>
internal enum ExitCode
{
    /// <summary>Done, and every test passed.</summary>
    Done = 0,

    /// <summary>The server refused it, or a test failed.</summary>
    Failed = 1,

    /// <summary>The command line is wrong.</summary>
    WrongUsage = 2,

    /// <summary>The server cannot be reached.</summary>
    Unreachable = 3,
}
