using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Binding;

/// <summary>Holds what a model's configuration says of its inputs and outputs against the model itself. Stateless.</summary>
internal static class DeclaredTensors
{
    /// <summary>Does nothing if they agree.</summary>
    /// <exception cref="ModelLoadException">They do not; the message names every difference.</exception>
    internal static void Check(ServableModel model)
    {
        List<string> problems =
        [
            .. Compare("input", model.Options.DeclaredInputs, model.Signature.Inputs),
            .. Compare("output", model.Options.DeclaredOutputs, model.Signature.Outputs),
            .. UnknownNames("labels", model.Options.Labels.Keys, model.Signature.Outputs),
        ];
        if (problems.Count > 0)
            throw new ModelLoadException($"the configuration does not fit the model: {string.Join("; ", problems)}");
    }

    private static IEnumerable<string> Compare(string kind, IReadOnlyList<TensorSpec> declared, IReadOnlyList<TensorSpec> actual)
    {
        foreach (var want in declared)
        {
            var have = actual.FirstOrDefault(spec => spec.Name == want.Name);
            if (have is null)
                yield return $"{kind} '{want.Name}' is not in the model, which has {Names(actual)}";
            else if (have.Type != want.Type)
                yield return $"{kind} '{want.Name}' is {have.Type.Name()} in the model, {want.Type.Name()} in the configuration";
            else if (!Agrees(want.Shape, have.Shape))
                yield return $"{kind} '{want.Name}' is {have.Shape} in the model, {want.Shape} in the configuration";
        }
    }

    private static IEnumerable<string> UnknownNames(string key, IEnumerable<string> names, IReadOnlyList<TensorSpec> actual) =>
        names.Where(name => actual.All(spec => spec.Name != name))
            .Select(name => $"{key} names output '{name}', which is not in the model: it has {Names(actual)}");

    /// <summary>-1 on either side agrees with anything.</summary>
    private static bool Agrees(in TensorShape want, in TensorShape have)
    {
        if (want.Rank != have.Rank)
            return false;
        for (var i = 0; i < want.Rank; i++)
        {
            if (want[i] != have[i] && want[i] >= 0 && have[i] >= 0)
                return false;
        }

        return true;
    }

    private static string Names(IReadOnlyList<TensorSpec> specs) => string.Join(", ", specs.Select(spec => $"'{spec.Name}'"));
}
