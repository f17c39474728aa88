using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Deployments;

/// <summary>The model settings of a deployment: those of the image's own model.json, and over them those of the rendered template.</summary>
internal static class DeploymentConfiguration
{
    /// <summary>What an image says of how it is served by itself does not count for a deployment of it.</summary>
    private static readonly string[] NotTakenOver = ["$schema", "name", "version_policy", "lazy", "required"];

    /// <summary>Puts the settings together, as the text of a model.json.</summary>
    /// <exception cref="FormatException">One of the two is no mapping; the message says which and where.</exception>
    public static string Merge(string? imageFolder, string renderedTemplate)
    {
        var merged = OfImage(imageFolder);
        foreach (var key in NotTakenOver)
            merged.Remove(key);
        JsonObject own;
        try
        {
            own = TemplateYaml.Read(renderedTemplate);
        }
        catch (FormatException e)
        {
            throw new FormatException($"the rendered template is no YAML that can be used: {e.Message}", e);
        }

        foreach (var (key, value) in own)
            merged[key] = value?.DeepClone();
        return merged.ToJsonString();
    }

    /// <summary>The settings, or everything that is wrong with them.</summary>
    public static (ModelOptions? Options, IReadOnlyList<string> Errors) Read(string configuration, string? imageFolder) =>
        ModelOptionsReader.Read(Encoding.UTF8.GetBytes(configuration), "rendered template", imageFolder);

    private static JsonObject OfImage(string? folder)
    {
        var file = folder is null ? null : new FileInfo(Path.Combine(folder, "model.json"));
        if (file is not { Exists: true } || file.Length > ModelOptionsReader.MaxBytes)
            return [];
        try
        {
            return JsonNode.Parse(File.ReadAllText(file.FullName), documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }) as JsonObject
                ?? throw new FormatException("the image's model.json is no object");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the image's model.json cannot be read: {e.Message}", e);
        }
    }
}
