using System.Text;
using ModelCluster.Node.Serving;

namespace ModelCluster.Node.Probe.Child;

/// <summary>
/// <c>modelcluster probe</c>, which a node starts for itself: loads and runs the files named on standard input, one after
/// the other, and says on standard output how it went. It ends when its standard input does, and so dies with its node,
/// however that ends.
/// </summary>
internal static class ProbeCommand
{
    internal const string Name = "probe";

    internal static bool IsWanted(string[] args) => args is [Name];

    /// <summary>The main thread only reads, so that the end of the node is noticed whatever a file is doing.</summary>
    internal static int Run()
    {
        LowPriority.Apply(); // threads inherit it
        ChildLimits.ForbidCoreDumps();
        ChildLimits.BeFirstToGo();
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        Console.SetIn(TextReader.Null); // both streams are the node's: code that is tried out gets others
        Console.SetOut(Console.Error);
        var trial = new Trial(report => output.Write($"\n{report.ToLine()}\n")); // a native library may have begun a line
        while (input.ReadLine() is { } line)
            new Thread(() => trial.Run(ProbeRequest.Parse(line))) { IsBackground = true, Name = "trial" }.Start();
        ChildLimits.EndNow();
        return 0;
    }
}
