using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using ModelCluster.Api.Http.Security;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Tests.Http.Security;

public sealed class ApiKeyTests
{
    private static readonly (string, string)[] TwoKeys =
    [
        ("Security:ApiKeys:alice", "open-sesame"),
        ("Security:ApiKeys:bob", "sha256:" + Convert.ToHexString(SHA256.HashData("bobs-key"u8))),
        ("Security:Roles:bob", "infer"),
    ];

    [Theory]
    [InlineData("Authorization", "Bearer open-sesame")]
    [InlineData("authorization", "bearer open-sesame")]
    [InlineData("X-API-Key", "open-sesame")]
    public async Task A_key_may_come_in_either_header(string header, string value)
    {
        await using var server = await StartAsync(TwoKeys);
        (await SendAsync(server, "/v2/repository/models/m/unload", (header, value))).Status.ShouldBe(HttpStatusCode.OK);
        server.Admin.Causes.ShouldBe([new Cause(CauseKind.ApiKey, "alice")]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("X-API-Key", "open-sesam")]
    [InlineData("X-API-Key", "")]
    [InlineData("Authorization", "Basic open-sesame")]
    [InlineData("Authorization", "open-sesame")]
    [InlineData("X-API-Key", "alice")]
    public async Task Without_a_key_that_is_known_nothing_is_done(string header, string value)
    {
        await using var server = await StartAsync(TwoKeys);
        foreach (var path in new[] { "/v2/repository/models/m/unload", "/v2/models/m/infer", "/no/such/path" })
        {
            var answer = await SendAsync(server, path, (header, value));
            answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
            answer.Error.ShouldContain("API key");
            answer.Header("WWW-Authenticate").ShouldBe("Bearer realm=\"modelcluster\"");
        }

        (server.Admin.Unloads.Count, server.Gateway.Calls).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_key_allows_what_its_roles_say()
    {
        await using var server = await StartAsync(TwoKeys);
        var bob = ("X-API-Key", "bobs-key");
        (await SendAsync(server, "/v2/models/m/infer", bob)).Status.ShouldBe(HttpStatusCode.BadRequest, "an empty body, but let through");
        (await SendAsync(server, "/v2/repository/index", bob)).Status.ShouldBe(HttpStatusCode.OK);
        var refused = await SendAsync(server, "/V2/Repository/models/m/unload", bob);
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Error.ShouldBe("the API key 'bob' does not allow this: it needs the role operate");
        server.Admin.Unloads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Health_is_open_to_everybody_and_metrics_where_a_setting_says_so()
    {
        await using (var server = await StartAsync(TwoKeys))
        {
            (await server.GetAsync("/v2/health/live")).Status.ShouldBe(HttpStatusCode.OK);
            (await server.GetAsync("/v2/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
            (await server.GetAsync("/v2/models")).Status.ShouldBe(HttpStatusCode.Unauthorized);
            (await server.GetAsync("/metrics")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        await using (var server = await StartAsync([.. TwoKeys, ("Security:OpenMetrics", "true")]))
        {
            using var metrics = await server.Client.GetAsync("/metrics");
            metrics.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await server.GetAsync("/v2/models")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Without_keys_everybody_is_anonymous_and_may_do_everything()
    {
        await using var server = await StartAsync([]);
        (await SendAsync(server, "/v2/repository/models/m/unload", ("X-API-Key", "anything"))).Status.ShouldBe(HttpStatusCode.OK);
        server.Admin.Causes.ShouldBe([new Cause(CauseKind.ApiKey, "anonymous")]);
    }

    [Theory]
    [InlineData("Security:ApiKeys:a b", "secret-key-1", "1 to 64 letters")]
    [InlineData("Security:ApiKeys:alice", "", "is empty")]
    [InlineData("Security:ApiKeys:alice", "secret-key-1 2", "blanks")]
    [InlineData("Security:ApiKeys:alice", "sha256:secret-key-1", "64 hexadecimal digits")]
    [InlineData("Security:Roles:nobody", "infer", "no API key of that name")]
    public async Task A_setting_that_cannot_be_meant_stops_the_start_and_no_message_holds_a_key(string key, string value, string why)
    {
        var failure = await Should.ThrowAsync<Exception>(() => StartAsync([(key, value)]));
        failure.Message.ShouldContain(key);
        failure.Message.ShouldContain(why);
        failure.Message.ShouldNotContain("secret-key-1");
    }

    [Fact]
    public async Task Roles_that_are_none_stop_the_start()
    {
        var failure = await Should.ThrowAsync<Exception>(() => StartAsync([.. TwoKeys, ("Security:Roles:alice", "admin")]));
        failure.Message.ShouldContain("Security:Roles:alice is 'admin'; infer, operate or infer,operate is allowed");
    }

    [Theory]
    [InlineData("/predict/{model}", "error_message")]
    [InlineData("/meta", "error_message")]
    [InlineData("/deployments/{name}", "detail")]
    [InlineData("/v2/models/{model}/infer", "error")]
    [InlineData("", "error")]
    public void Errors_have_the_form_of_the_protocol_that_the_path_belongs_to(string pattern, string member) =>
        AccessRules.ErrorMemberOf(pattern).ShouldBe(member);

    [Theory]
    [InlineData("/v2/models/{model}/versions/{version}/infer", "POST", "Infer")]
    [InlineData("/predict/{model}/{version}", "POST", "Infer")]
    [InlineData("/predictor/", "POST", "Infer")]
    [InlineData("/predictions", "POST", "Operate")]
    [InlineData("/deployments/{name}", "DELETE", "Operate")]
    [InlineData("/deployments/{name}", "GET", "Read")]
    [InlineData("/something/new", "POST", "Operate")]
    [InlineData("/something/new", "PATCH", "Operate")]
    [InlineData("/v2/health/ready", "GET", "Open")]
    [InlineData("/deployments/ping", "GET", "Open")]
    public void Inference_asks_for_one_role_and_every_change_for_the_other(string pattern, string method, string access) =>
        AccessRules.Of(pattern, method, openMetrics: false).ToString().ShouldBe(access);

    private static Task<ApiServer> StartAsync((string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        return ApiServer.StartAsync(services: services => services.AddApiKeys(configuration));
    }

    private static Task<Answer> SendAsync(ApiServer server, string path, (string Name, string Value) header) =>
        server.PostAsync(path, Encoding.UTF8.GetBytes(""), header.Name.Length == 0 ? [] : [header]);
}
