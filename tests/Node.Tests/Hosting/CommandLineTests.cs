using ModelCluster.Node.Hosting;

namespace ModelCluster.Node.Tests.Hosting;

public sealed class CommandLineTests
{
    [Fact]
    public void Switches_keys_and_the_file_are_read_with_equals_or_a_space()
    {
        var line = CommandLine.Parse(["--models", "a", "--Repository:Folders:1=b", "--http=0.0.0.0:1", "--config", "c.json", "--log:level", "Debug"]);
        line.ConfigFile.ShouldBe("c.json");
        line.Values["Repository:Folders:0"].ShouldBe("a");
        line.Values["Repository:Folders:1"].ShouldBe("b");
        line.Values["Http:Address"].ShouldBe("0.0.0.0:1");
        line.Values["Log:Level"].ShouldBe("Debug");
    }

    [Fact]
    public void A_value_may_hold_equals_signs_and_be_empty()
    {
        var line = CommandLine.Parse(["--Protocol:ServerName=a=b", "--data="]);
        line.Values["Protocol:ServerName"].ShouldBe("a=b");
        line.Values["Repository:DataFolder"].ShouldBe("");
    }

    [Theory]
    [InlineData("models", "'models' is not expected here")]
    [InlineData("--model=x", "no such setting: --model")]
    [InlineData("--Http:Adress=x", "no such setting: --Http:Adress")]
    [InlineData("--Repository:Folders=x", "no such setting: --Repository:Folders")]
    [InlineData("--http", "--http needs a value")]
    public void What_is_none_of_ours_is_refused_by_name(string arg, string message) =>
        Should.Throw<SettingsException>(() => CommandLine.Parse([arg])).Message.ShouldStartWith(message);

    [Fact]
    public void Help_lists_every_setting_and_starts_nothing()
    {
        var output = new StringWriter();
        CommandLine.Answers(["--models", "x", "--help"], output, TextWriter.Null).ShouldBe(0);
        foreach (var setting in Settings.All)
            output.ToString().ShouldContain($"--{setting.Key}");
    }

    [Fact]
    public void Version_is_printed()
    {
        var output = new StringWriter();
        CommandLine.Answers(["--version"], output, TextWriter.Null).ShouldBe(0);
        output.ToString().ShouldMatch(@"^modelcluster \d+\.\d+\.\d+\s*$");
    }

    [Fact]
    public void A_wrong_line_is_answered_with_exit_code_2_and_a_good_one_starts_the_node()
    {
        var error = new StringWriter();
        CommandLine.Answers(["--nonsense=1"], TextWriter.Null, error).ShouldBe(2);
        error.ToString().ShouldStartWith("modelcluster: no such setting: --nonsense.");
        CommandLine.Answers(["--models", "x"], TextWriter.Null, TextWriter.Null).ShouldBeNull();
    }
}
