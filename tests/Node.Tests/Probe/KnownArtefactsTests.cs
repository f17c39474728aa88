using ModelCluster.Node.Probe;
using ModelCluster.Node.Probe.Known;
using static ModelCluster.Node.Probe.Known.ArtefactEvents;

namespace ModelCluster.Node.Tests.Probe;

public sealed class KnownArtefactsTests
{
    private const string Runtime = "onnxruntime 1.0 cpu";

    [Fact]
    public void A_file_that_has_not_changed_need_not_be_read_again()
    {
        var known = KnownArtefacts.Nothing.After(new ArtefactPassed("sum", Runtime, "/a.onnx", "stamp"));
        known.Sha256Of(File("/a.onnx", "stamp")).ShouldBe("sum");
        known.Sha256Of(File("/a.onnx", "other")).ShouldBeNull();
        known.Sha256Of(File("/b.onnx", "stamp")).ShouldBeNull();
    }

    [Fact]
    public void What_passed_is_known_by_its_content_and_the_runtime_that_ran_it()
    {
        var known = KnownArtefacts.Nothing
            .After(new ArtefactPassed("first", Runtime, "/a.onnx", "1"))
            .After(new ArtefactPassed("second", Runtime, "/a.onnx", "2"));
        known.HasPassed("first", Runtime).ShouldBeTrue("a file that is put back is known still");
        known.HasPassed("second", Runtime).ShouldBeTrue();
        known.HasPassed("second", "onnxruntime 2.0 cpu").ShouldBeFalse();
        known.HasPassed("third", Runtime).ShouldBeFalse();
    }

    [Fact]
    public void It_remembers_the_newest_and_stays_bounded()
    {
        var known = Enumerable.Range(0, 25_000).Aggregate(
            KnownArtefacts.Nothing, (known, number) => known.After(new ArtefactPassed($"sum{number}", Runtime, $"/{number}.onnx", "1")));
        known.Files.Count.ShouldBeLessThanOrEqualTo(20_000);
        known.Passed.Count.ShouldBeLessThanOrEqualTo(20_000);
        known.HasPassed("sum24999", Runtime).ShouldBeTrue();
        known.HasPassed("sum0", Runtime).ShouldBeFalse();
    }

    [Fact]
    public void A_snapshot_is_read_as_it_was_written()
    {
        var known = KnownArtefacts.Nothing.After(new ArtefactPassed("sum", Runtime, "/a.onnx", "stamp"));
        var read = KnownArtefacts.Codec.Decode(KnownArtefacts.Codec.Encode("artefacts", 1, DateTimeOffset.UnixEpoch, known));
        read.Sha256Of(File("/a.onnx", "stamp")).ShouldBe("sum");
        read.HasPassed("sum", Runtime).ShouldBeTrue();
        read.Count.ShouldBe(1);
    }

    private static ArtefactFiles File(string path, string stamp) => new(path, stamp, Bytes: 1, Parts: []);
}
