using System.Text;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Repository.Amms;
using ModelCluster.Node.Tests.Processes;

namespace ModelCluster.Node.Tests.Repository.Amms;

public sealed class ServablesReaderTests
{
    private const string Entry = """{"model_name":"simple_text","aspired_version":"1.x","load_type":"SHARE","load_url":"data/models","servable_name":"text_input"}""";

    private static readonly string[] Keys = ["model_name", "aspired_version", "load_type", "load_url", "servable_name"];

    [Fact]
    public void Reads_an_entry()
    {
        var entry = Read($"[{Entry}]").Configuration!.Entries.Single();
        entry.ShouldBe(new ServablesEntry(ModelName.Parse("simple_text"), new VersionRange(1, null, null), LoadType.Share, "data/models", "text_input"));
    }

    [Fact]
    public void Every_key_is_needed_and_must_be_a_text()
    {
        foreach (var key in Keys)
        {
            var without = JsonNode.Parse(Entry)!.AsObject();
            without.Remove(key);
            Error($"[{Entry},{without.ToJsonString()}]").ShouldBe($"servables.json: [1] lacks the key '{key}'; {string.Join(", ", Keys)} must all be there, each a text");
            foreach (var (json, shown) in new[] { ("5", "5"), ("null", "null"), ("true", "true"), ("[]", "[]"), ("\"\"", "\"\"") })
            {
                var wrong = JsonNode.Parse(Entry)!.AsObject();
                wrong[key] = JsonNode.Parse(json);
                Error($"[{Entry},{wrong.ToJsonString()}]").ShouldBe($"servables.json: [1].{key} is {shown}, but must be a text that is not empty");
            }
        }
    }

    [Theory]
    [InlineData("", "servables.json: ")]
    [InlineData("[", "servables.json: line 1, byte 2: ")]
    [InlineData("[]", "servables.json: must be an array of at least one object with the keys model_name, aspired_version")]
    [InlineData("{}", "servables.json: must be an array of at least one object")]
    [InlineData("[5]", "servables.json: [0] is 5, but must be an object with the keys model_name")]
    [InlineData("[] // all", "is invalid after a single JSON value")]
    [InlineData("[/* none */]", "'/' is invalid after a value")]
    public void What_is_no_array_of_objects_is_refused(string json, string error) => Error(json).ShouldContain(error);

    [Theory]
    [InlineData("model_name", "../etc", "model_name is \"../etc\", but must be 1 to 128 letters")]
    [InlineData("aspired_version", "x.1", "aspired_version is \"x.1\", but must be a version such as 1, 1.2 or 1.2.3, or a range such as 1.x or 1.2.x")]
    [InlineData("load_type", "FTP", "load_type is \"FTP\", but must be LOCAL, SHARE, HTTP or S3")]
    [InlineData("load_type", "share", "but must be LOCAL, SHARE, HTTP or S3")]
    [InlineData("load_url", "http://host/models", "but must be a folder, since load_type is LOCAL or SHARE")]
    [InlineData("servable_name", "text_inptu", "but must be tensor, text_input, vector_input, image_input, or the name of a pipeline; did you mean 'text_input'?")]
    [InlineData("servable_name", "a pipe line", "or the name of a pipeline")]
    public void A_value_that_will_not_do_is_refused_with_what_is_allowed(string key, string value, string error)
    {
        var wrong = JsonNode.Parse(Entry)!.AsObject();
        wrong[key] = value;
        Error($"[{Entry.Replace("1.x", "9.x", StringComparison.Ordinal)},{wrong.ToJsonString()}]").ShouldStartWith("servables.json: [1]." + key);
        Error($"[{wrong.ToJsonString()}]").ShouldContain(error);
    }

    [Theory]
    [InlineData("HTTP", "http://host:8080/models", true)]
    [InlineData("HTTP", "https://host", true)]
    [InlineData("HTTP", "ftp://host/models", false)]
    [InlineData("HTTP", "http://user:secret@host/models", false)]
    [InlineData("HTTP", "http://host/models?key=1", false)]
    [InlineData("HTTP", "data/models", false)]
    [InlineData("S3", "s3://bucket/some/prefix", true)]
    [InlineData("S3", "s3://bucket", true)]
    [InlineData("S3", "http://bucket/prefix", false)]
    [InlineData("S3", "bucket/prefix", false)]
    [InlineData("LOCAL", "/srv/models", true)]
    [InlineData("LOCAL", "s3://bucket", false)]
    public void Each_load_type_has_its_kind_of_address(string type, string url, bool isGood)
    {
        var json = Entry.Replace("SHARE", type, StringComparison.Ordinal).Replace("data/models", url, StringComparison.Ordinal);
        var (configuration, errors) = Read($"[{json}]");
        (configuration is not null).ShouldBe(isGood);
        if (!isGood)
            errors.Single().ShouldStartWith("servables.json: [0].load_url is ");
    }

    [Fact]
    public void A_key_that_is_unknown_or_there_twice_is_refused()
    {
        Error($"[{Entry.Replace("load_url", "load_uri", StringComparison.Ordinal)}]").ShouldBe("servables.json: unknown key '[0].load_uri'; did you mean 'load_url'?");
        Error($"[{Entry.Replace("{", """{"colour":"red",""", StringComparison.Ordinal)}]").ShouldContain("unknown key '[0].colour'; known here are model_name");
        Error($"[{Entry.Replace("{", """{"load_type":"HTTP",""", StringComparison.Ordinal)}]").ShouldBe("servables.json: [0].load_type is there twice; keep one of them");
    }

    [Fact]
    public void One_model_may_be_there_in_several_main_versions_but_in_each_only_once()
    {
        var four = Entry.Replace("1.x", "4.x", StringComparison.Ordinal);
        Read($"[{Entry},{four}]").Configuration!.Entries.Count.ShouldBe(2);
        var narrower = Entry.Replace("1.x", "1.2.x", StringComparison.Ordinal);
        Error($"[{Entry},{four},{narrower}]").ShouldBe("servables.json: [2] is 'simple_text' in main version 1, as is [0] (1.x.x); keep one of them");
    }

    [Fact]
    public void A_file_past_the_limit_is_refused() => Error(new string(' ', (1 << 20) + 1)).ShouldContain("at most 1,048,576 are allowed");

    [Fact]
    public void Tells_everything_that_is_wrong_at_once_but_not_without_end()
    {
        Read($"[{Entry.Replace("SHARE", "FTP", StringComparison.Ordinal).Replace("1.x", "one", StringComparison.Ordinal)}]").Errors.Count.ShouldBe(2);
        Read($"[{string.Join(',', Enumerable.Repeat("{}", 1000))}]").Errors[^1].ShouldContain("and 4,980 more errors");
    }

    [Theory]
    [InlineData("1", 1, 0L, 0L)]
    [InlineData("1.2", 1, 2L, 0L)]
    [InlineData("1_2_3", 1, 2L, 3L)]
    [InlineData("1.2.3", 1, 2L, 3L)]
    [InlineData("1.x", 1, null, null)]
    [InlineData("1.x.5", 1, null, null)]
    [InlineData("1.x.x", 1, null, null)]
    [InlineData("1.2.x", 1, 2L, null)]
    [InlineData("12_34_x", 12, 34L, null)]
    public void The_grammar_of_versions(string text, long major, long? minor, long? patch) =>
        Read($"[{Entry.Replace("1.x", text, StringComparison.Ordinal)}]").Configuration!.Entries.Single().Range.ShouldBe(new VersionRange(major, minor, patch));

    [Theory]
    [InlineData("x.1")]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("1.2.3.4")]
    [InlineData("1..2")]
    [InlineData("-1")]
    [InlineData("1.2.")]
    [InlineData("1 ")]
    [InlineData("v1")]
    public void What_is_not_in_the_grammar_is_refused(string text) =>
        Error($"[{Entry.Replace("1.x", text, StringComparison.Ordinal)}]").ShouldContain($"aspired_version is \"{text}\", but must be ");

    [Fact]
    public void Says_what_another_file_would_change()
    {
        var before = Read($"[{Entry},{Entry.Replace("1.x", "2.x", StringComparison.Ordinal)}]").Configuration!;
        var after = Read($"[{Entry.Replace("1.x", "1.3.x", StringComparison.Ordinal)},{Entry.Replace("simple_text", "iris", StringComparison.Ordinal)}]").Configuration!;
        after.ChangesFrom(before).ShouldBe(
        [
            "+ iris 1.x.x (text_input) from SHARE data/models",
            "~ simple_text 1.x.x (text_input) from SHARE data/models -> simple_text 1.3.x (text_input) from SHARE data/models",
            "- simple_text 2.x.x (text_input) from SHARE data/models",
        ]);
        after.ChangesFrom(after).ShouldBeEmpty();
        before.ChangesFrom(null).Count.ShouldBe(2);
    }

    [Fact]
    public void The_demo_file_is_right_and_every_entry_finds_its_versions()
    {
        var root = TestFolder.ProjectRoot;
        var (configuration, errors) = ServablesReader.Read(File.ReadAllBytes(Path.Combine(root, "models", "servables.json")), "servables.json");
        errors.ShouldBeEmpty();
        foreach (var entry in configuration!.Entries)
        {
            var versions = Directory.GetDirectories(Path.Combine(root, entry.LoadUrl, entry.Model.Value)).Select(Path.GetFileName);
            versions.Any(folder => ModelVersion.TryParse(folder, out var version) && entry.Range.Contains(version)).ShouldBeTrue(entry.ToString());
        }
    }

    private static (ServablesConfiguration? Configuration, IReadOnlyList<string> Errors) Read(string json) =>
        ServablesReader.Read(Encoding.UTF8.GetBytes(json), "servables.json");

    private static string Error(string json)
    {
        var (configuration, errors) = Read(json);
        configuration.ShouldBeNull();
        return errors[0];
    }
}
