using ModelCluster.Api.Inference;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Infer;

/// <summary>Turns an output into its classes, with what the catalog knows of the servable: labels, and whether it has rows.</summary>
internal sealed class Classifier(IModelCatalog catalog)
{
    /// <summary>The classes as a BYTES output, the caller's.</summary>
    /// <exception cref="ProblemException">400: the output's elements have no order.</exception>
    public NamedTensor Classify(ServableId servable, in NamedTensor output, int classes)
    {
        var view = catalog.Find(servable.Model)?.Versions.FirstOrDefault(version => version.Id == servable);
        IReadOnlyList<string>? labels = null;
        view?.Options.Labels.TryGetValue(output.Name, out labels);
        var largest = Classification.Largest(output.Tensor, hasRows: view is { MaxBatchSize: > 0 }, classes, labels ?? [])
            ?? throw ProblemException.BadRequest(
                $"output '{output.Name}' is {output.Tensor.Type.Name()}, which cannot be classified; ask for it without 'classification'");
        return new NamedTensor(output.Name, largest);
    }
}
