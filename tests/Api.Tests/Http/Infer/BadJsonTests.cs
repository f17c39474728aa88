using System.Text;
using System.Text.RegularExpressions;
using ModelCluster.Api.Http;
using ModelCluster.Api.Tests.Fakes;

namespace ModelCluster.Api.Tests.Http.Infer;

/// <summary>However a request is broken, it is refused with a reason and gives all its memory back.</summary>
[Collection(Leases.Collection)]
public sealed class BadJsonTests
{
    private static readonly byte[] Good = Encoding.UTF8.GetBytes(
        """
        {"id":"1","parameters":{"timeout":5},"inputs":[
        {"name":"x","shape":[2,2],"datatype":"FP32","data":[[1.5,2e3],[-3,4]]},
        {"data":["a\n","b"],"name":"s","shape":[2],"datatype":"BYTES"},
        {"name":"r","shape":[4],"datatype":"BOOL","parameters":{"binary_data_size":4}},
        {"name":"b","shape":[1],"datatype":"BOOL","data":[true]}],"outputs":[{"name":"y"}]}
        """);

    private static readonly byte[] Binary = [0, 1, 1, 0];

    [Fact]
    public void Refuses_a_request_cut_off_at_any_byte()
    {
        var leases = new Leases();
        for (var length = 0; length < Good.Length; length++)
        {
            var cut = Good[..length];
            var problem = Should.Throw<ProblemException>(() => Requests.Read(Segments.Of(cut, 16), Binary), $"cut at {length}");
            problem.StatusCode.ShouldBe(400);

            // the byte named is the cut, or the start of the number or word that was cut
            var named = int.Parse(Regex.Match(problem.Message, "at byte (?<at>[0-9]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["at"].Value);
            named.ShouldBeInRange(length - 4, length, problem.Message);
            problem.Message.ShouldMatch("expected|takes");
        }

        leases.ShouldBeBalanced();
    }

    [Fact]
    public void Refuses_or_reads_a_request_with_any_byte_changed()
    {
        var leases = new Leases();
        var random = new Random(5);
        var refused = 0;
        for (var i = 0; i < Good.Length; i++)
        {
            foreach (var value in new[] { (byte)random.Next(256), (byte)'"', (byte)']', (byte)'}', (byte)',', (byte)'9', (byte)0, (byte)0xFF })
            {
                var changed = (byte[])Good.Clone();
                changed[i] = value;
                try
                {
                    Requests.Read(Segments.Of(changed, 64), Binary).Request.Dispose();
                }
                catch (ProblemException problem)
                {
                    problem.StatusCode.ShouldBe(400);
                    problem.Message.ShouldNotBeEmpty();
                    refused++;
                }
            }
        }

        refused.ShouldBeGreaterThan(Good.Length);
        leases.ShouldBeBalanced();
    }

    [Fact]
    public void Refuses_a_request_with_any_byte_left_out()
    {
        var leases = new Leases();
        for (var i = 0; i < Good.Length; i++)
        {
            try
            {
                Requests.Read(Segments.Of([.. Good[..i], .. Good[(i + 1)..]], 64), Binary).Request.Dispose();
            }
            catch (ProblemException problem)
            {
                problem.StatusCode.ShouldBe(400);
            }
        }

        leases.ShouldBeBalanced();
    }

    [Fact]
    public void Gives_memory_back_when_the_binary_part_is_wrong()
    {
        var leases = new Leases();
        foreach (var binary in new byte[][] { [], [0], [0, 1, 1], [0, 1, 1, 0, 0], [0, 1, 2, 0] })
            Should.Throw<ProblemException>(() => Requests.Read(Segments.Of(Good, 64), binary)).StatusCode.ShouldBe(400);
        leases.ShouldBeBalanced();
    }
}
