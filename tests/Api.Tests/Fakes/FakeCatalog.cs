using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>Models that the test puts in; at first <c>m</c> version 7 with one FP32 input and output of shape [-1,4].</summary>
internal sealed class FakeCatalog : IModelCatalog
{
    public List<ModelView> All { get; } = [Model("m", Servable("m", "7"))];

    public Dictionary<ServableId, ServableStatistics> Counters { get; } = [];

    public IReadOnlyList<ModelView> Models => All;

    public long Revision { get; set; } = 1;

    public Task WhenKnown { get; set; } = Task.CompletedTask;

    public bool IsReady { get; set; } = true;

    public ModelView? Find(ModelName name) => All.Find(model => model.Name == name);

    public ServableStatistics? Statistics(ServableId id) => Counters.GetValueOrDefault(id);

    public static ModelView Model(string name, params ServableView[] versions) =>
        new(ModelName.Parse(name), versions, Problem: null, IsRequired: true);

    public static ServableView Servable(
        string name,
        string version,
        ServableState state = ServableState.Available,
        string reason = "",
        int maxBatchSize = 64,
        ModelOptions? options = null,
        TensorSpec[]? inputs = null) =>
        new(
            new ServableId(ModelName.Parse(name), ModelVersion.Parse(version)),
            state,
            reason,
            state == ServableState.Available ? new ModelSignature(inputs ?? [Spec("x", TensorType.Fp32, -1, 4)], [Spec("y", TensorType.Fp32, -1, 4)]) : null,
            "onnxruntime_onnx",
            "cpu",
            maxBatchSize,
            options ?? ModelOptions.Default);

    public static TensorSpec Spec(string name, TensorType type, params long[] shape) =>
        new(name, type, new TensorShape(shape), [.. shape.Select(_ => "")]);
}
