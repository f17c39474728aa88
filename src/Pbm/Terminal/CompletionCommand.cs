using System.CommandLine;

namespace ModelCluster.Pbm.Terminal;

/// <summary><c>pbm completion bash|zsh</c>: a script by which the shell asks <c>pbm</c> itself what may come next.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # pbm completion for bash: source <(pbm completion bash)
        _pbm_complete() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(pbm "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _pbm_complete pbm
        """;

    private const string Zsh =
        """
        #compdef pbm
        # pbm completion for zsh: source <(pbm completion zsh), after compinit
        _pbm_complete() {
            local -a candidates
            candidates=("${(@f)$(pbm "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- $candidates
        }
        compdef _pbm_complete pbm
        """;

    internal static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash or zsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        return new Command("completion", "Print what makes the shell complete pbm's commands: source <(pbm completion bash)") { shell }.Runs((parsed, _) =>
        {
            Console.Out.WriteLine(parsed.GetRequiredValue(shell) == "zsh" ? Zsh : Bash);
            return Task.FromResult(ExitCode.Done);
        });
    }
}
