using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Actors.Pipelines;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Tests.Pipelines;

public class PipelineGraphTests
{
    [Fact]
    public void A_fan_out_that_joins_again_has_no_problem() => Problems(
        """
        {"inputs": ["x"], "outputs": {"y": "join.y"}, "steps": [
            {"name": "join", "model": "m", "inputs": {"x": "left.y", "z": "right.y"}},
            {"name": "left", "model": "m", "inputs": {"x": "first.y"}},
            {"name": "right", "model": "m", "version": "1.x", "inputs": {"x": "first.y"}},
            {"name": "first", "model": "m", "label": "stable", "inputs": {"x": "x"}}]}
        """).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"inputs": ["x"], "outputs": {"y": "a.y"}, "steps": [{"name": "a", "model": "m", "inputs": {"x": "b.y"}}, {"name": "b", "model": "m", "inputs": {"x": "a.y"}}]}""", "cycle: a -> b -> a")]
    [InlineData("""{"inputs": [], "outputs": {"y": "a.y"}, "steps": [{"name": "a", "model": "m", "inputs": {"x": "a.y"}}]}""", "cycle: a -> a")]
    [InlineData("""{"inputs": ["x"], "outputs": {"y": "a.y"}, "steps": [{"name": "a", "model": "m", "inputs": {"x": "b.y"}}]}""", "steps[0] 'a': input 'x' takes 'b.y', but there is no step 'b'; there are 'a'")]
    [InlineData("""{"inputs": ["x"], "outputs": {"y": "a.y"}, "steps": [{"name": "a", "model": "m", "inputs": {"x": "z"}}]}""", "steps[0] 'a': input 'x' takes 'z', which is no input of the pipeline; it has 'x' (a step's output is written step.output)")]
    [InlineData("""{"inputs": ["x"], "outputs": {"y": "b.y"}, "steps": [{"name": "a", "model": "m", "inputs": {"x": "x"}}]}""", "outputs: 'y' takes 'b.y', but there is no step 'b'; there are 'a'")]
    [InlineData("""{"inputs": ["x"], "outputs": {"y": "a.y"}, "steps": [{"name": "a", "model": "m", "inputs": {"x": "x"}}, {"name": "b", "model": "m", "inputs": {"x": "a.y"}}]}""", "steps[1] 'b': no output of the pipeline depends on it")]
    [InlineData("""{"inputs": ["x", "z"], "outputs": {"y": "a.y"}, "steps": [{"name": "a", "model": "m", "inputs": {"x": "x"}}]}""", "inputs: no step takes 'z'")]
    [InlineData("""{"inputs": ["x"], "outputs": {"y": "a.y"}, "steps": [{"name": "a", "model": "m", "inputs": {"x": "x"}}, {"name": "a", "model": "m", "inputs": {"x": "x"}}]}""", "steps[1] 'a': steps[0] has the same name")]
    public void What_is_wrong_is_named_with_its_path(string json, string problem) => Problems(json).ShouldBe([problem]);

    [Theory]
    [InlineData("[]", "must be an object")]
    [InlineData("{", "it is not JSON")]
    [InlineData("""{"inputs": ["x"], "steps": []}""", "steps: there are 0, and 1 to 64 are allowed")]
    [InlineData("""{"inputs": ["x"], "steps": [], "outputs": {"y": 3}}""", "outputs.y: must be a text")]
    [InlineData("""{"inputs": ["a.b"], "steps": [], "outputs": {}}""", "inputs[0]: 'a.b' must not hold a '.'")]
    [InlineData("""{"inputs": ["x"], "steps": [{"name": "a", "model": "m", "inputs": {"x": "x"}, "versoin": "1"}], "outputs": {"y": "a.y"}}""", "steps[0]: unknown key 'versoin'; known here are inputs, label, model, name, version")]
    [InlineData("""{"inputs": ["x"], "steps": [{"name": "a", "inputs": {"x": "x"}}], "outputs": {"y": "a.y"}}""", "steps[0]: model is missing")]
    [InlineData("""{"inputs": ["x"], "steps": [{"name": "a b", "model": "m", "inputs": {"x": "x"}}], "outputs": {"y": "a.y"}}""", "steps[0]: name 'a b' must be letters, digits, '_' and '-'")]
    [InlineData("""{"inputs": ["x"], "steps": [{"name": "a", "model": "m", "version": "new", "inputs": {"x": "x"}}], "outputs": {"y": "a.y"}}""", "steps[0].version: 'new' is not a version")]
    [InlineData("""{"inputs": ["x"], "steps": [{"name": "a", "model": "m", "version": "1", "label": "l", "inputs": {"x": "x"}}], "outputs": {"y": "a.y"}}""", "steps[0]: version and label: only one of them is allowed")]
    [InlineData("""{"inputs": ["x"], "steps": [{"name": "a", "model": "m", "inputs": {"x": "x", "x": "x"}}], "outputs": {"y": "a.y"}}""", "steps[0].inputs.x: is given twice")]
    public void A_file_that_is_no_pipeline_is_refused_with_the_place(string json, string problem)
    {
        var (definition, errors) = PipelineReader.Read(Encoding.UTF8.GetBytes(json));
        definition.ShouldBeNull();
        errors.ShouldContain(error => error.StartsWith(problem, StringComparison.Ordinal), string.Join('\n', errors));
    }

    [Fact]
    public void Every_graph_without_a_way_back_has_an_order_that_keeps_to_it() =>
        Prop.ForAll(Graphs, graph =>
        {
            PipelineGraph.Problems(graph).ShouldBeEmpty();
            var order = PipelineGraph.Order(graph);
            order.Order().ShouldBe(Enumerable.Range(0, graph.Steps.Count));
            for (var i = 0; i < order.Count; i++)
                PipelineGraph.Before(graph, order[i]).Except(order.Take(i)).ShouldBeEmpty();
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Every_way_back_is_found_and_the_cycle_named_is_one() =>
        Prop.ForAll(Graphs, graph =>
        {
            // s0 takes from the last step, which everything of these graphs leads to
            var first = graph.Steps[0];
            var looped = graph with { Steps = [first with { Inputs = [.. first.Inputs, new TensorLink("back", new TensorSource(graph.Steps[^1].Name, "y"))] }, .. graph.Steps.Skip(1)] };
            var problem = PipelineGraph.Problems(looped).ShouldHaveSingleItem();
            problem.ShouldStartWith("cycle: ");
            var names = problem["cycle: ".Length..].Split(" -> ");
            names[^1].ShouldBe(names[0]);
            for (var i = 1; i < names.Length; i++)
            {
                var taker = PipelineGraph.IndexOf(looped, names[i]);
                PipelineGraph.Before(looped, taker).ShouldContain(PipelineGraph.IndexOf(looped, names[i - 1]), problem);
            }
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    /// <summary>Random graphs in which each step takes from some before it, and the last from all whose output nobody took.</summary>
    private static Arbitrary<PipelineDefinition> Graphs => (
        from size in Gen.Choose(2, 12)
        from picks in Gen.ArrayOf(Gen.ArrayOf(Gen.Choose(0, 1000), 3), size)
        select Graph(size, picks)).ToArbitrary();

    private static PipelineDefinition Graph(int size, int[][] picks)
    {
        var steps = new List<PipelineStep>();
        var untaken = new HashSet<int>();
        for (var i = 0; i < size; i++)
        {
            var takes = i == 0 ? [] : picks[i].Select(pick => pick % i).Concat(i == size - 1 ? untaken : []).Distinct().ToList();
            untaken.ExceptWith(takes);
            untaken.Add(i);
            var inputs = takes.Select(step => new TensorLink($"from{step}", new TensorSource($"s{step}", "y"))).Append(new TensorLink("x", new TensorSource(null, "x")));
            steps.Add(new PipelineStep($"s{i}", ModelName.Parse("m"), VersionSelector.Latest, [.. inputs]));
        }

        return new PipelineDefinition(["x"], steps, [new TensorLink("y", new TensorSource($"s{size - 1}", "y"))]);
    }

    private static IReadOnlyList<string> Problems(string json)
    {
        var (definition, errors) = PipelineReader.Read(Encoding.UTF8.GetBytes(json));
        errors.ShouldBeEmpty();
        return PipelineGraph.Problems(definition!);
    }
}
