using System.Text.Encodings.Web;
using System.Text.Json;
using HandlebarsDotNet;
using Microsoft.Extensions.Options;

namespace ModelCluster.Node.Deployments;

/// <summary>
/// Renders templates with Handlebars: a file of the templates folder, or the built-in default. A value that is missing is an
/// error, and nothing is escaped; <c>{{json value}}</c> writes a value so that YAML reads it as it is. Thread-safe.
/// </summary>
internal sealed class DeploymentTemplates(IOptions<DeploymentOptions> options)
{
    private const string Default = "default.template.yml";
    private const int MaxBytes = 256 * 1024;

    // made at the first deployment: compiling templates costs time and memory that other nodes need not spend
    private readonly Lazy<IHandlebars> _handlebars = new(CreateHandlebars);

    /// <summary>The rendered text; null, with <paramref name="problem"/> saying why, if the template is missing or bad.</summary>
    /// <param name="file">The template's file name.</param>
    /// <param name="values">What it may use.</param>
    /// <param name="problem">For the client.</param>
    public string? Render(string file, IReadOnlyDictionary<string, object?> values, out string problem)
    {
        if (Read(file, out problem) is not { } text)
            return null;
        try
        {
            var rendered = _handlebars.Value.Compile(text)(values);
            if (rendered.Length <= MaxBytes)
                return rendered;
            problem = $"template '{file}' renders to {rendered.Length:N0} characters; at most {MaxBytes:N0} are allowed";
        }
        catch (Exception e) // a template is a program of its author's: whatever it throws is a fault of it
        {
            problem = $"template '{file}' cannot be rendered: {e.Message}";
        }

        return null;
    }

    private string? Read(string file, out string problem)
    {
        problem = "";
        if (file.Length == 0 || file[0] == '.' || file.AsSpan().ContainsAny('/', '\\', '\0'))
        {
            problem = $"'{file}' is not allowed; a template is named by its file name alone, such as {Default}";
            return null;
        }

        try
        {
            var folder = options.Value.Templates;
            if (folder.Length > 0 && new FileInfo(Path.Combine(folder, file)) is { Exists: true } found)
            {
                if (found.Length <= MaxBytes)
                    return File.ReadAllText(found.FullName);
                problem = $"template '{file}' has {found.Length:N0} bytes; at most {MaxBytes:N0} are allowed";
                return null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"template '{file}' cannot be read: {e.Message}";
            return null;
        }

        if (file == Default)
            return ReadDefault();
        problem = $"there is no template '{file}'; put it into the folder of the setting {DeploymentOptions.Section}:{nameof(DeploymentOptions.Templates)}, or use {Default}";
        return null;
    }

    private static string ReadDefault()
    {
        using var resource = typeof(DeploymentTemplates).Assembly.GetManifestResourceStream($"Templates/{Default}")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    private static IHandlebars CreateHandlebars()
    {
        var handlebars = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = true });
        var plain = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        handlebars.RegisterHelper("json", (output, _, arguments) => output.WriteSafeString(JsonSerializer.Serialize(arguments[0], plain)));
        return handlebars;
    }
}
