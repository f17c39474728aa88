using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using ModelCluster.Api.Http;
using ModelCluster.Api.Http.Events;
using ModelCluster.Api.Http.Security;
using ModelCluster.Node.Cluster;
using ModelCluster.Node.Cluster.Artefacts;
using ModelCluster.Node.Deployments;
using ModelCluster.Node.Hosting;
using ModelCluster.Node.Onnx;
using ModelCluster.Node.Probe;
using ModelCluster.Node.Repository;
using ModelCluster.Node.Repository.Amms;
using ModelCluster.Node.Serving;
using ModelCluster.Node.Sql;
using ModelCluster.Node.Telemetry;

namespace ModelCluster.Node.Tests.Hosting;

public sealed class SettingsTests
{
    private static readonly (string Section, Type Options)[] Bound =
    [
        ("Repository", typeof(RepositoryOptions)),
        ("Amms", typeof(AmmsOptions)),
        ("Journal", typeof(JournalOptions)),
        ("Serving", typeof(ServingOptions)),
        ("Onnx", typeof(OnnxOptions)),
        ("Cache", typeof(CacheOptions)),
        ("Probe", typeof(ProbeOptions)),
        ("Deployments", typeof(DeploymentOptions)),
        ("Protocol", typeof(OpenInferenceOptions)),
        ("Security", typeof(ApiKeyOptions)),
        ("Events", typeof(EventStreamOptions)),
        ("RequestLog", typeof(RequestLogOptions)),
        ("Cluster", typeof(ClusterOptions)),
        ("Cluster", typeof(ArtefactOptions)),
    ];

    [Fact]
    public void Every_key_of_an_options_class_is_a_setting_and_every_such_setting_is_a_key()
    {
        var keys = Bound.SelectMany(bound => bound.Options.GetProperties()
            .Where(property => property.CanWrite)
            .Select(property => $"{bound.Section}:{property.Name}"));
        var settings = Settings.All.Select(setting => setting.Name)
            .Where(key => !key.StartsWith("Http:", StringComparison.Ordinal) && !key.StartsWith("Log:", StringComparison.Ordinal));
        settings.ShouldBe(keys, ignoreOrder: true);
    }

    [Fact]
    public void Defaults_of_the_table_are_those_of_the_options_classes()
    {
        foreach (var (section, type) in Bound)
        {
            var options = Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties().Where(property => property.CanWrite && property.PropertyType.Name is "Int32" or "Boolean" or "String"))
                Settings.DefaultOf($"{section}:{property.Name}").ToUpperInvariant().ShouldBe(property.GetValue(options)!.ToString()!.ToUpperInvariant(), $"{section}:{property.Name}");
        }
    }

    [Fact]
    public void Keys_and_switches_are_unique()
    {
        Settings.All.Select(setting => setting.Key).ShouldBeUnique(StringComparer.OrdinalIgnoreCase);
        Settings.All.Select(setting => setting.Switch).Where(name => name.Length > 0).ShouldBeUnique(StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Http:Address", "MODELCLUSTER__HTTP__ADDRESS")]
    [InlineData("Repository:Folders:0", "MODELCLUSTER__REPOSITORY__FOLDERS__0")]
    public void Environment_names_follow_the_keys(string key, string name) =>
        Settings.All.Single(setting => setting.Key == key).Environment.ShouldBe(name);

    [Theory]
    [InlineData("Repository:Folders:0", true)]
    [InlineData("repository:FOLDERS:7", true)]
    [InlineData("Repository:Folders:x", false)]
    [InlineData("Repository:Folders", false)]
    [InlineData("Security:ApiKeys:alice", true)]
    [InlineData("Security:ApiKeys:alice:x", false)]
    [InlineData("Http:Address", true)]
    [InlineData("Http:Adress", false)]
    [InlineData("Http", false)]
    public void A_value_may_be_given_to_a_setting_or_an_element_of_a_list_alone(string key, bool isKnown) =>
        Settings.Unknown(Configuration((key, "x"))).ShouldBe(isKnown ? [] : [key]);

    [Fact]
    public void Unknown_keys_are_told_apart_from_the_sections_that_hold_settings() =>
        Settings.Unknown(Configuration(("Http:Address", "x"), ("Http:Port", "1"), ("Caching:Size", "1")))
            .ShouldBe(["Caching", "Caching:Size", "Http:Port"], ignoreOrder: true);

    [Fact]
    public void The_page_of_settings_is_in_step_with_the_table() => Check("settings.md", SettingsPage.Markdown());

    private static void Check(string name, string page, [CallerFilePath] string here = "")
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs", name));
        if (Environment.GetEnvironmentVariable("MODELCLUSTER_WRITE_DOCS") == "1")
            File.WriteAllText(path, page);
        File.ReadAllText(path).ShouldBe(page, $"{path} is out of step; write it again with MODELCLUSTER_WRITE_DOCS=1 dotnet test tests/Node.Tests");
    }

    private static IConfigurationRoot Configuration(params (string Key, string? Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))).Build();
}
