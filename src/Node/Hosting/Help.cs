namespace ModelCluster.Node.Hosting;

/// <summary>What <c>modelcluster --help</c> prints.</summary>
internal static class Help
{
    internal static void Write(TextWriter output)
    {
        output.WriteLine(
            """
            modelcluster: serves ONNX models over the Open Inference Protocol.

            Usage
              modelcluster [--config FILE] [--switch VALUE]... [--Section:Key=VALUE]...
              modelcluster --check-servables FILE [--servables CURRENT]
              modelcluster --healthcheck [live|ready] [the settings of the node that runs here]
              modelcluster --help | --version

            Examples
              modelcluster --models ./models
              modelcluster --models ./models --http 0.0.0.0:8000 --log json
              MODELCLUSTER__HTTP__ADDRESS=0.0.0.0:9000 modelcluster

            Settings, each by command line, environment (MODELCLUSTER__SECTION__KEY) or JSON file, in that order of weight
            """);
        foreach (var setting in Settings.All)
        {
            var name = setting.Switch.Length > 0 ? $"{setting.Switch}, --{setting.Key}" : $"--{setting.Key}";
            output.WriteLine($"  {name}");
            output.WriteLine($"      {setting.Description} Allowed: {setting.Allowed}. Default: {setting.DefaultText}.");
            output.WriteLine($"      {setting.Environment}");
        }
    }
}
