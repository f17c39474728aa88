using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Onnx;

namespace ModelCluster.Node.Tests.Onnx;

public sealed class OnnxEnvironmentTests : OnnxTestBase
{
    [Fact]
    public void Takes_the_native_library_that_came_with_the_node()
    {
        using var session = Load(TestingModel("identity_fp32"));

        OnnxLibrary.Path.ShouldNotBeNull().ShouldStartWith(AppContext.BaseDirectory);
    }

    [Fact]
    public void Serves_several_hosts_of_one_process()
    {
        using var first = Services();
        using var second = Services();

        first.GetRequiredService<OnnxEnvironment>().Version.ShouldBe(second.GetRequiredService<OnnxEnvironment>().Version);
        second.GetRequiredService<IModelLoader>().ShouldBeOfType<OnnxModelLoader>();
    }

    [Fact]
    public void Refuses_a_number_of_threads_out_of_range()
    {
        using var services = Services(("Onnx:SharedThreads", "300"));

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<OnnxEnvironment>())
            .Message.ShouldContain("Onnx:SharedThreads must be 0 (one thread per core) to 256");
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build())
        .AddLogging()
        .AddOnnxSessions()
        .BuildServiceProvider();
}
