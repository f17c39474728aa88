using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Deployments;
using ModelCluster.Node.Tests.Repository;

namespace ModelCluster.Node.Tests.Deployments;

public sealed class TemplateTests
{
    private static readonly DeploymentSettings Settings = new()
    {
        BuildId = "b",
        RunId = "r",
        Image = "iris",
        CpuLimit = "1.5",
        ExtraTemplateAttributes = """{"warm_up":{"runs":3},"name":"someone else","text":"a: \"b\"\nc"}""",
    };

    [Fact]
    public void Fields_and_extra_attributes_are_rendered_and_a_field_is_never_replaced()
    {
        using var folder = new TempFolder();
        folder.Write("t.yml", "{{name}} {{threads}} {{warm_up.runs}} {{extra_template_attributes.name}} {{json text}} {{image}}<&>");
        Render(folder, "t.yml", out _).ShouldBe("carls_model 2 3 someone else \"a: \\\"b\\\"\\nc\" iris<&>");
    }

    [Theory]
    [InlineData("{{nobody}}", "nobody")]
    [InlineData("{{#if name}}", "t.yml")]
    public void A_template_that_cannot_be_rendered_says_why(string template, string named)
    {
        using var folder = new TempFolder();
        folder.Write("t.yml", template);
        Render(folder, "t.yml", out var problem).ShouldBeNull();
        problem.ShouldContain(named);
    }

    [Theory]
    [InlineData("../t.yml")]
    [InlineData("/etc/passwd")]
    [InlineData("a/t.yml")]
    [InlineData(".t.yml")]
    [InlineData("")]
    [InlineData("missing.yml")]
    public void Only_files_of_the_folder_are_templates(string file)
    {
        using var folder = new TempFolder();
        folder.Write("a/t.yml", "threads: 1");
        folder.Write(".t.yml", "threads: 1");
        Render(folder, file, out var problem).ShouldBeNull();
        problem.ShouldNotBeEmpty();
    }

    [Fact]
    public void The_built_in_template_can_be_replaced_by_a_file_of_its_name()
    {
        using var folder = new TempFolder();
        Render(folder, "default.template.yml", out _)!.ShouldContain("threads: 2");
        folder.Write("default.template.yml", "mine: true");
        Render(folder, "default.template.yml", out _).ShouldBe("mine: true");
    }

    [Fact]
    public void Yaml_values_keep_their_kinds() =>
        TemplateYaml.Read("a: 1\nb: \"1\"\nc: 1.5\nd: true\ne: [x, {f: null}]\n").ToJsonString()
            .ShouldBe("""{"a":1,"b":"1","c":1.5,"d":true,"e":["x",{"f":null}]}""");

    [Theory]
    [InlineData("a: [1")]
    [InlineData("a: 1\na: 2")]
    [InlineData("- a")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("a: &x [1,1,1,1,1,1,1,1,1,1]\nb: &y [*x,*x,*x,*x,*x,*x,*x,*x,*x,*x]\nc: &z [*y,*y,*y,*y,*y,*y,*y,*y,*y,*y]\nd: [*z,*z,*z,*z,*z,*z,*z,*z,*z,*z,*z]")]
    public void What_is_no_mapping_or_grows_without_end_is_refused(string yaml) =>
        Should.Throw<FormatException>(() => TemplateYaml.Read(yaml)).Message.ShouldNotBeEmpty();

    [Fact]
    public void A_deployments_settings_count_over_those_of_its_image()
    {
        using var folder = new TempFolder();
        folder.Write("iris/model.json", """{"version_policy":"all","threads":4,"queue_limit":9,"lazy":true, /* kept */ "required":true}""");
        var merged = DeploymentConfiguration.Merge(Path.Combine(folder.Root, "iris"), "threads: 1\nrequired: false\n");
        merged.ShouldBe("""{"threads":1,"queue_limit":9,"required":false}""");
        DeploymentConfiguration.Read(merged, null).Options!.QueueLimit.ShouldBe(9);
    }

    private static string? Render(TempFolder folder, string file, out string problem) =>
        new DeploymentTemplates(Options.Create(new DeploymentOptions { Templates = folder.Root })).Render(
            file, TemplateValues.Of(ModelName.Parse("carls_model"), Settings, new ModelVersion(1), new string('a', 32)), out problem);
}
