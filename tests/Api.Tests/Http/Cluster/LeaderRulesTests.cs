using ModelCluster.Api.Http.Cluster;

namespace ModelCluster.Api.Tests.Http.Cluster;

public sealed class LeaderRulesTests
{
    [Theory]
    [InlineData("/v2/repository/models/{model}/load", "POST", true)]
    [InlineData("/v2/models/{model}/labels/{label}", "PUT", true)]
    [InlineData("/v2/models/{model}/labels", "GET", true)]
    [InlineData("/deployments/{name}", "GET", true)]
    [InlineData("/v2/models/{model}/infer", "POST", false)]
    [InlineData("/v2/models/{model}", "GET", false)]
    [InlineData("/v2/cluster/members/{node}/drain", "POST", false)]
    [InlineData("/cluster/member/drain", "POST", false)]
    [InlineData("/cluster/wake/{model}", "POST", false)]
    [InlineData("/metrics", "GET", false)]
    public void Only_what_changes_models_or_what_the_leader_alone_knows_is_for_it(string pattern, string method, bool isForLeader) =>
        LeaderRules.IsForLeader(pattern, method).ShouldBe(isForLeader);
}
