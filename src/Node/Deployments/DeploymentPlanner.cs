using ModelCluster.Actors.Deployments;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Deployments;

/// <summary>
/// Makes a record of what a client asks for, or finds out why it cannot be deployed, before anything is saved. Thread-safe;
/// reads the disk.
/// </summary>
internal sealed class DeploymentPlanner(
    ImageResolver images, DeploymentTemplates templates, Capacity capacity, DeploymentDirectory directory, IModelCatalog catalog, TimeProvider time)
{
    /// <summary>Names that are paths of the manager itself.</summary>
    private static readonly string[] Reserved = ["ping", "health", "version", "metrics"];

    /// <summary>The record without its version, or the refusal; exactly one of the two is there.</summary>
    public (DeploymentRecord? Record, DeploymentOutcome? Refusal) Plan(ModelName name, DeploymentSettings settings)
    {
        if (Reserved.Contains(name.Value, StringComparer.OrdinalIgnoreCase))
            return Refuse(DeploymentStatus.Invalid, "name", $"'{name}' is a path of the manager itself; choose another name");
        var problems = settings.Problems();
        if (problems.Count > 0)
            return (null, new DeploymentOutcome(DeploymentStatus.Invalid, problems, null));
        if (!ImageReference.TryParse(settings.Image, out var reference, out var error))
            return Refuse(DeploymentStatus.Invalid, "image", error);
        if (images.Find(reference, out var missing) is not { } image)
            return Refuse(DeploymentStatus.Invalid, "image", missing);
        return Refusal(name, settings, image) is { } refusal ? (null, refusal) : Render(name, settings, image);
    }

    /// <summary>Why an image cannot be served under this name with these settings; null if it can.</summary>
    public DeploymentOutcome? Refusal(ModelName name, DeploymentSettings settings, ResolvedImage image)
    {
        if (directory.Find(name) is null && catalog.Find(name) is not null)
            return DeploymentOutcome.Refused(DeploymentStatus.Conflict, $"a model of the repository is served as '{name}' already; choose another name", "name");
        var need = MemoryNeed.Of(image, catalog);
        if (Quantity.TryBytes(settings.MemLimit, out var limit) && need > limit)
            return DeploymentOutcome.Refused(DeploymentStatus.Invalid, $"'{settings.MemLimit}' is too little: a replica of this image needs about {need:N0} bytes", "mem_limit");
        var others = directory.All.Where(pair => pair.Key != name).Select(pair => pair.Value.State.Served?.Settings).OfType<DeploymentSettings>();
        return capacity.Problem(settings, others) is { } full ? new DeploymentOutcome(DeploymentStatus.Conflict, [full], null) : null;
    }

    private (DeploymentRecord? Record, DeploymentOutcome? Refusal) Render(ModelName name, DeploymentSettings settings, ResolvedImage image)
    {
        var id = Guid.NewGuid().ToString("N");
        var rendered = templates.Render(settings.TemplateFile, TemplateValues.Of(name, settings, image.Version, id), out var problem);
        if (rendered is null)
            return Refuse(DeploymentStatus.Invalid, "template_file", problem);
        try
        {
            var configuration = DeploymentConfiguration.Merge(image.Folder, rendered);
            var (_, errors) = DeploymentConfiguration.Read(configuration, image.Folder);
            return errors.Count > 0
                ? Refuse(DeploymentStatus.Invalid, "template_file", string.Join("; ", errors))
                : (new DeploymentRecord(name.Value, 0, id, time.GetUtcNow(), settings, image.Version.ToString(), image.File, rendered, configuration), null);
        }
        catch (FormatException e)
        {
            return Refuse(DeploymentStatus.Invalid, "template_file", e.Message);
        }
    }

    private static (DeploymentRecord? Record, DeploymentOutcome? Refusal) Refuse(DeploymentStatus status, string field, string message) =>
        (null, DeploymentOutcome.Refused(status, message, field));
}
