using System.Text;
using ModelCluster.Node.Telemetry;

namespace ModelCluster.Node.Tests.Telemetry;

public sealed class RollingFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modelcluster-").FullName;

    [Fact]
    public void A_full_file_makes_room_and_the_oldest_goes()
    {
        using (var file = Open(maxBytes: 10, maxFiles: 3))
        {
            foreach (var line in new[] { "aaaa\n", "bbbb\n", "cccc\n", "dddd\n", "eeee\n", "ffff\n", "gggg\n" })
                file.Write(Encoding.UTF8.GetBytes(line));
        }

        Contents().ShouldBe(["x.log: gggg\n", "x.log.1: eeee\nffff\n", "x.log.2: cccc\ndddd\n"]);
    }

    [Fact]
    public void A_line_longer_than_a_file_is_written_whole()
    {
        using (var file = Open(maxBytes: 4, maxFiles: 2))
        {
            file.Write("long line\n"u8);
            file.Write("b\n"u8);
        }

        Contents().ShouldBe(["x.log: b\n", "x.log.1: long line\n"]);
    }

    [Fact]
    public void A_new_process_goes_on_behind_the_last_line()
    {
        using (var file = Open(maxBytes: 10, maxFiles: 2))
            file.Write("aaaa\n"u8);
        using (var file = Open(maxBytes: 10, maxFiles: 2))
        {
            file.Write("bbbb\n"u8);
            file.Write("cccc\n"u8);
        }

        Contents().ShouldBe(["x.log: cccc\n", "x.log.1: aaaa\nbbbb\n"]);
    }

    [Fact]
    public void A_single_file_starts_anew()
    {
        using (var file = Open(maxBytes: 5, maxFiles: 1))
        {
            file.Write("aaaa\n"u8);
            file.Write("bbbb\n"u8);
        }

        Contents().ShouldBe(["x.log: bbbb\n"]);
    }

    [Fact]
    public void After_a_failure_the_next_line_is_tried_anew()
    {
        var path = Path.Combine(_folder, "x.log");
        Directory.CreateDirectory(path);
        using (var file = Open(maxBytes: 10, maxFiles: 1))
        {
            Should.Throw<Exception>(() => file.Write("a\n"u8)).ShouldBeAssignableTo<SystemException>();
            Directory.Delete(path);
            file.Write("b\n"u8);
        }

        Contents().ShouldBe(["x.log: b\n"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RollingFile Open(long maxBytes, int maxFiles) => new(Path.Combine(_folder, "x.log"), maxBytes, maxFiles);

    private IEnumerable<string> Contents() =>
        Directory.GetFiles(_folder).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)}: {File.ReadAllText(file)}");
}
