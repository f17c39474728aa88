namespace ModelCluster.Contracts.Deployments;

/// <summary>One deployment as it was saved to history before it was carried out. Immutable.</summary>
/// <param name="Name">What is deployed: the model's name.</param>
/// <param name="Version">Its number among the deployments of this name, from 1, never given twice: the version of the model that serves it.</param>
/// <param name="DeploymentId">32 hexadecimal digits.</param>
/// <param name="Time">When it was saved.</param>
/// <param name="Settings">What was asked for.</param>
/// <param name="ImageVersion">The version that the image meant then.</param>
/// <param name="File">The model file that it meant.</param>
/// <param name="RenderedTemplate">The template with its values: YAML.</param>
/// <param name="Configuration">The model's settings that follow from the image and the template, as JSON text in the form of model.json.</param>
public sealed record DeploymentRecord(
    string Name,
    int Version,
    string DeploymentId,
    DateTimeOffset Time,
    DeploymentSettings Settings,
    string ImageVersion,
    string File,
    string RenderedTemplate,
    string Configuration);
