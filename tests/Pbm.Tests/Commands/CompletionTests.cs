namespace ModelCluster.Pbm.Tests.Commands;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("pbm cluster dr", 2, "drain")]
    [InlineData("pbm be", 1, "bench")]
    [InlineData("pbm actor stats --sort re", 4, "restarts")]
    public async Task Bash_completes_a_word_by_asking_pbm(string line, int word, string expected)
    {
        var script = $$"""
            PATH="$1:$PATH"
            source <(pbm completion bash)
            COMP_LINE="{{line}}" COMP_POINT={{line.Length}} COMP_CWORD={{word}}
            COMP_WORDS=({{line}})
            _pbm_complete
            echo "${COMPREPLY[@]}"
            """;
        var run = await PbmProcess.RunProgramAsync("bash", "-c", script, "bash", AppContext.BaseDirectory);
        run.Output.Trim().ShouldBe(expected, run.Error);
    }

    [Fact]
    public async Task Zsh_has_a_script_too() => (await PbmProcess.RunAsync("completion", "zsh")).Output.ShouldContain("compdef _pbm_complete pbm");
}
