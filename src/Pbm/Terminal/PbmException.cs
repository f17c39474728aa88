namespace ModelCluster.Pbm.Terminal;

/// <summary>Ends the command with a line for the person who typed it.</summary>
/// <param name="exitCode">How to end.</param>
/// <param name="message">What was wrong and what to do.</param>
internal sealed class PbmException(ExitCode exitCode, string message) : Exception(message)
{
    internal ExitCode ExitCode => exitCode;
}
