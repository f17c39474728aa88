using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Tests.Repository;

public sealed class RepositoryOptionsTests
{
    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("Repository:" + setting.Key, (string?)setting.Value)))
            .Build();
        return new ServiceCollection().AddLogging().AddModelRepository(configuration).BuildServiceProvider();
    }

    [Fact]
    public void Are_bound_and_give_a_source()
    {
        using var folder = new TempFolder();
        using var services = Services(("Folders:0", "a"), ("Folders:1", "b"), ("ScanIntervalMilliseconds", "700"), ("DataFolder", folder.Root));
        var options = services.GetRequiredService<IOptions<RepositoryOptions>>().Value;
        options.Folders.ShouldBe(["a", "b"]);
        options.ScanIntervalMilliseconds.ShouldBe(700);
        services.GetRequiredService<IModelSource>().ShouldBeOfType<CompositeModelSource>();
        services.GetServices<ModelSourcePart>().Single().Source.ShouldBe(services.GetRequiredService<FolderModelSource>());
    }

    [Theory]
    [InlineData("ScanIntervalMilliseconds", "99", "Repository:ScanIntervalMilliseconds is 99, but must be from 100 to 3,600,000 milliseconds")]
    [InlineData("SettleMilliseconds", "60001", "Repository:SettleMilliseconds is 60001, but must be from 0 to 60,000 milliseconds")]
    [InlineData("DataFolder", "", "Repository:DataFolder is empty")]
    public void Are_checked(string key, string value, string error)
    {
        using var services = Services(("Folders:0", "a"), (key, value));
        var options = services.GetRequiredService<IOptions<RepositoryOptions>>();
        Should.Throw<OptionsValidationException>(() => options.Value).Message.ShouldContain(error);
    }

    [Fact]
    public void Need_a_folder()
    {
        using var services = Services();
        var options = services.GetRequiredService<IOptions<RepositoryOptions>>();
        Should.Throw<OptionsValidationException>(() => options.Value).Message.ShouldContain("at least one folder is needed");
    }
}
