// The test runner; or, named so on the command line, the process that writes to a journal until a test kills it.
using ModelCluster.Journal.Tests.Processes;
using Xunit.Runner.InProc.SystemConsole;

return args is [KilledWriter.Verb, var connection]
    ? await KilledWriter.RunAsync(connection)
    : await ConsoleRunner.Run(args);
