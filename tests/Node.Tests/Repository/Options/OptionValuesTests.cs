using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Tests.Repository.Options;

public sealed class OptionValuesTests
{
    [Fact]
    public void Every_key_of_model_json_has_its_effective_value()
    {
        var keys = ModelOptionsTable.Own.Keys
            .Where(key => key.Name != "$schema")
            .SelectMany(key => key.Type == "object" && key.Children.Count > 0 ? key.Children.Select(child => $"{key.Name}.{child.Name}") : [key.Name]);
        OptionValues.All.Select(option => option.Name).ShouldBe(keys, ignoreOrder: true);
    }
}
