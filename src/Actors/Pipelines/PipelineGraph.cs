namespace ModelCluster.Actors.Pipelines;

/// <summary>Checks a pipeline's graph, whatever its models are, and finds an order to run it in. Pure.</summary>
public static class PipelineGraph
{
    /// <summary>Everything that is wrong with the graph, each problem with its path; empty if it is good.</summary>
    public static IReadOnlyList<string> Problems(PipelineDefinition definition)
    {
        List<string> problems = [.. Duplicates(definition), .. UnknownSources(definition)];
        if (problems.Count > 0)
            return problems;
        if (Cycle(definition) is { } cycle)
            return [$"cycle: {string.Join(" -> ", cycle)}"];
        return [.. Unused(definition)];
    }

    /// <summary>The indexes of the steps, each after those that it takes from. Only for a graph without problems.</summary>
    public static IReadOnlyList<int> Order(PipelineDefinition definition)
    {
        var order = new List<int>();
        var isDone = new bool[definition.Steps.Count];
        for (var i = 0; i < definition.Steps.Count; i++)
            Visit(i);
        return order;

        void Visit(int index)
        {
            if (isDone[index])
                return;
            isDone[index] = true;
            foreach (var before in Before(definition, index))
                Visit(before);
            order.Add(index);
        }
    }

    /// <summary>The step as messages name it: <c>steps[2] 'classify'</c>.</summary>
    public static string Describe(PipelineDefinition definition, int step) => $"steps[{step}] '{definition.Steps[step].Name}'";

    /// <summary>The index of a step by its name; -1 if there is none.</summary>
    internal static int IndexOf(PipelineDefinition definition, string step)
    {
        for (var i = 0; i < definition.Steps.Count; i++)
        {
            if (definition.Steps[i].Name == step)
                return i;
        }

        return -1;
    }

    /// <summary>The steps that a step takes from, each once.</summary>
    internal static IEnumerable<int> Before(PipelineDefinition definition, int step) =>
        definition.Steps[step].Inputs.Where(link => link.Source.Step is not null).Select(link => IndexOf(definition, link.Source.Step!)).Distinct();

    private static IEnumerable<string> Duplicates(PipelineDefinition definition)
    {
        for (var i = 0; i < definition.Steps.Count; i++)
        {
            var first = IndexOf(definition, definition.Steps[i].Name);
            if (first < i)
                yield return $"{Describe(definition, i)}: steps[{first}] has the same name";
        }

        foreach (var same in definition.Inputs.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1))
            yield return $"inputs: '{same.Key}' is given twice";
    }

    private static IEnumerable<string> UnknownSources(PipelineDefinition definition)
    {
        for (var i = 0; i < definition.Steps.Count; i++)
        {
            foreach (var link in definition.Steps[i].Inputs)
            {
                if (WhyUnknown(definition, link.Source) is { } why)
                    yield return $"{Describe(definition, i)}: input '{link.Name}' takes '{link.Source}', {why}";
            }
        }

        foreach (var link in definition.Outputs)
        {
            if (WhyUnknown(definition, link.Source) is { } why)
                yield return $"outputs: '{link.Name}' takes '{link.Source}', {why}";
        }
    }

    private static string? WhyUnknown(PipelineDefinition definition, TensorSource source)
    {
        if (source.Step is { } step)
            return IndexOf(definition, step) >= 0 ? null : $"but there is no step '{step}'; there are {Quoted(definition.Steps.Select(other => other.Name))}";
        return definition.Inputs.Contains(source.Name, StringComparer.Ordinal)
            ? null
            : $"which is no input of the pipeline; it has {Quoted(definition.Inputs)} (a step's output is written step.output)";
    }

    /// <summary>The names of the steps of a cycle, the first again at the end; null if there is none.</summary>
    private static List<string>? Cycle(PipelineDefinition definition)
    {
        var isDone = new bool[definition.Steps.Count];
        var path = new List<int>();
        for (var i = 0; i < definition.Steps.Count; i++)
        {
            if (Find(i) is { } cycle)
                return cycle;
        }

        return null;

        List<string>? Find(int step)
        {
            var at = path.IndexOf(step);
            if (at >= 0)
                return [.. path.Skip(at).Append(step).Reverse().Select(index => definition.Steps[index].Name)];
            if (isDone[step])
                return null;
            path.Add(step);
            foreach (var before in Before(definition, step))
            {
                if (Find(before) is { } cycle)
                    return cycle;
            }

            path.RemoveAt(path.Count - 1);
            isDone[step] = true;
            return null;
        }
    }

    /// <summary>What no output depends on: it would only cost time.</summary>
    private static IEnumerable<string> Unused(PipelineDefinition definition)
    {
        var isUsed = new bool[definition.Steps.Count];
        foreach (var link in definition.Outputs.Where(link => link.Source.Step is not null))
            Mark(IndexOf(definition, link.Source.Step!));
        for (var i = 0; i < isUsed.Length; i++)
        {
            if (!isUsed[i])
                yield return $"{Describe(definition, i)}: no output of the pipeline depends on it";
        }

        var taken = definition.Steps.SelectMany(step => step.Inputs).Select(link => link.Source).ToHashSet();
        foreach (var input in definition.Inputs.Where(input => !taken.Contains(new TensorSource(null, input))))
            yield return $"inputs: no step takes '{input}'";

        void Mark(int step)
        {
            if (isUsed[step])
                return;
            isUsed[step] = true;
            foreach (var before in Before(definition, step))
                Mark(before);
        }
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'").DefaultIfEmpty("none"));
}
