using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using ModelCluster.Node.Telemetry;

namespace ModelCluster.Node.Tests.Telemetry;

public sealed class FileLoggerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modelcluster-").FullName;

    [Fact]
    public void An_exception_stays_within_its_line_of_json()
    {
        var path = Path.Combine(_folder, "x.log");
        using (var services = new ServiceCollection().AddLogging(log => log.AddJsonConsole()).BuildServiceProvider())
        using (var provider = new FileLoggerProvider(new RollingFile(path, 1_000_000, 1), ConsoleFormatterNames.Json, services.GetServices<ConsoleFormatter>()))
        {
            var logger = provider.CreateLogger("Tests");
            logger.Log(LogLevel.Error, new EventId(7), "two\nlines \"quoted\"", new InvalidOperationException("broken\nin two"), (state, _) => state);
            logger.Log(LogLevel.Information, new EventId(8), "next", null, (state, _) => state);
        }

        var lines = File.ReadAllLines(path);
        lines.Length.ShouldBe(2);
        var first = JsonNode.Parse(lines[0])!;
        ((int)first["EventId"]!, (string?)first["Message"], (string?)first["Category"]).ShouldBe((7, "two\nlines \"quoted\"", "Tests"));
        ((string?)first["Exception"]).ShouldNotBeNull().ShouldContain("broken\nin two");
        ((string?)JsonNode.Parse(lines[1])!["Message"]).ShouldBe("next");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
