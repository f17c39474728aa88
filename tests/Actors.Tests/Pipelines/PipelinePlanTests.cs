using System.Text;
using ModelCluster.Actors.Pipelines;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Tests.Pipelines;

public class PipelinePlanTests
{
    private static readonly ModelSignature Text = new([TensorSpec.Of("text", TensorType.Bytes, -1)], [TensorSpec.Of("vector", TensorType.Fp32, -1, 8)]);
    private static readonly ModelSignature Vector = new([TensorSpec.Of("x", TensorType.Fp32, -1, -1)], [TensorSpec.Of("label", TensorType.Int64, -1)]);
    private static readonly ModelSignature Narrow = new([TensorSpec.Of("x", TensorType.Fp32, 1, 4)], [TensorSpec.Of("label", TensorType.Int64, 1)]);

    [Fact]
    public void What_the_pipeline_takes_and_gives_follows_from_its_models()
    {
        var (plan, problems) = Build(
            """
            {"inputs": ["words"], "outputs": {"verdict": "judge.label"}, "steps": [
                {"name": "embed", "model": "a", "inputs": {"text": "words"}},
                {"name": "judge", "model": "b", "inputs": {"x": "embed.vector"}}]}
            """, Text, Vector);
        problems.ShouldBeEmpty();
        var signature = plan!.Signature;
        var input = signature.Inputs.ShouldHaveSingleItem();
        (input.Name, input.Type, input.Shape).ShouldBe(("words", TensorType.Bytes, new TensorShape(-1)));
        var output = signature.Outputs.ShouldHaveSingleItem();
        (output.Name, output.Type, output.Shape).ShouldBe(("verdict", TensorType.Int64, new TensorShape(-1)));
    }

    [Fact]
    public void An_input_that_several_take_is_what_all_of_them_can_take()
    {
        var (plan, _) = Build(
            """
            {"inputs": ["v"], "outputs": {"one": "a.label", "two": "b.label", "same": "v"}, "steps": [
                {"name": "a", "model": "a", "inputs": {"x": "v"}}, {"name": "b", "model": "b", "inputs": {"x": "v"}}]}
            """, Vector, Narrow);
        plan!.Signature.Inputs[0].Shape.ShouldBe(new TensorShape(1, 4));
        plan.Signature.Outputs[2].Shape.ShouldBe(new TensorShape(1, 4));
    }

    [Fact]
    public void Everything_that_does_not_fit_is_named_with_its_path()
    {
        var (plan, problems) = Build(
            """
            {"inputs": ["v"], "outputs": {"y": "c.lable", "z": "b.label", "w": "d.label"}, "steps": [
                {"name": "a", "model": "a", "inputs": {"text": "v"}},
                {"name": "b", "model": "b", "inputs": {"x": "a.vector"}},
                {"name": "c", "model": "b", "inputs": {"y": "a.vector"}},
                {"name": "d", "model": "b", "inputs": {"x": "v"}}]}
            """, Text, Narrow, Vector, Vector);
        plan.ShouldBeNull();
        problems.ShouldBe(
        [
            "steps[1] 'b': input 'x' has shape [1,4], but 'a.vector' has shape [-1,8]",
            "steps[2] 'c': input 'x' of model 'b' is missing",
            "steps[2] 'c': input 'y' is not one of model 'b', which takes 'x'",
            "steps[3] 'd': input 'x' is FP32, but 'v', as steps[0] 'a': input 'text' has it, is BYTES",
            "outputs: 'y' takes 'c.lable', but model 'b' gives 'label'",
        ]);
    }

    private static (PipelinePlan? Plan, IReadOnlyList<string> Problems) Build(string json, params ModelSignature[] models)
    {
        var (definition, errors) = PipelineReader.Read(Encoding.UTF8.GetBytes(json));
        errors.ShouldBeEmpty();
        PipelineGraph.Problems(definition!).ShouldBeEmpty();
        return PipelinePlan.Build(definition!, models);
    }
}
