using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Api.Tests.Http.Amms;

/// <summary>Models with adapters, as the catalog shows them, and a gateway that answers for them.</summary>
internal static class TypedModels
{
    public static ServableView Servable(
        string model, string version, string adapter, TensorSpec[] inputs, TensorSpec[] outputs, string[]? labels = null, ImageOptions? image = null, int maxBatchSize = 64) =>
        FakeCatalog.Servable(model, version, maxBatchSize: maxBatchSize) with
        {
            Signature = new ModelSignature(inputs, outputs),
            Options = ModelOptions.Default with
            {
                Adapter = adapter,
                Image = image ?? ImageOptions.Default,
                Labels = labels is null ? ModelOptions.Default.Labels : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [outputs[0].Name] = labels },
            },
        };

    public static TensorSpec Spec(string name, TensorType type, params long[] shape) => FakeCatalog.Spec(name, type, shape);

    /// <summary>[-1,3] numbers in, scores of two classes out.</summary>
    public static ServableView Vector(string model = "vector", string version = "1", string[]? labels = null) =>
        Servable(model, version, "vector_input", [Spec("x", TensorType.Fp32, -1, 3)], [Spec("p", TensorType.Fp32, -1, 2)], labels);

    public static ServableView Text(string model = "text", string version = "1", string[]? labels = null) =>
        Servable(model, version, "text_input", [Spec("t", TensorType.Bytes, -1)], [Spec("p", TensorType.Fp32, -1, 2)], labels);

    /// <summary>Answers with one output, and keeps the request's inputs as the test wants them.</summary>
    public static void Answers(this ApiServer server, Func<InferenceRequest, NamedTensor[]> outputs) =>
        server.Gateway.Answer = (request, _) =>
        {
            var view = server.Catalog.Find(request.Model)!.Versions.First(version => request.Version.Accepts(version.Id.Version));
            var reply = InferenceReply.From(view.Id);
            foreach (var output in outputs(request))
                reply.Add(output);
            return ValueTask.FromResult(reply);
        };

    public static void AnswersScores(this ApiServer server, params float[] scores) =>
        server.Answers(_ => [new NamedTensor("p", TestTensors.Floats(new TensorShape(scores.Length / 2, 2), scores))]);

    public static void Serves(this ApiServer server, params ServableView[] servables)
    {
        server.Catalog.All.Clear();
        server.Catalog.All.AddRange(servables.GroupBy(servable => servable.Id.Model.Value, StringComparer.Ordinal)
            .Select(model => FakeCatalog.Model(model.Key, [.. model.OrderByDescending(servable => servable.Id.Version)])));
        server.Catalog.Revision++;
    }

    public static Task<Answer> PredictAsync(this ApiServer server, string path, string body) =>
        server.PostAsync(path, System.Text.Encoding.UTF8.GetBytes(body), ("Content-Type", "application/json"));
}
