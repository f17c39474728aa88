using System.Net;
using System.Text;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>What an operator does to the models of a real node, and sees of them.</summary>
internal static class Operating
{
    /// <summary>Does it, such as <c>iris/versions/1/pin</c>, which must succeed, and gives the changes.</summary>
    internal static async Task<IReadOnlyList<string>> OperateAsync(this NodeProcess node, string path, string body = "")
    {
        var (status, answer) = await node.Http.PostAsync($"/v2/models/{path}", body);
        status.ShouldBe(HttpStatusCode.OK, $"{path}: {answer}\n{node.Log}");
        answer!["before"].ShouldNotBeNull();
        answer["after"].ShouldNotBeNull();
        return [.. answer["changes"]!.AsArray().Select(change => (string)change!)];
    }

    /// <summary>Puts a label or a traffic plan, such as <c>iris/labels/stable</c>, which must succeed.</summary>
    internal static async Task PutAsync(this NodeProcess node, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await node.Http.PutAsync($"/v2/models/{path}", content);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The number of the last event of a model.</summary>
    internal static async Task<long> SequenceAsync(this NodeProcess node, string model) =>
        (long)(await node.Http.GetJsonAsync($"/v2/models/{model}/control"))["sequence"]!;

    /// <summary>The types of a model's events, oldest first.</summary>
    internal static async Task<IReadOnlyList<string>> EventsAsync(this NodeProcess node, string model) =>
        [.. (await node.Http.GetJsonAsync($"/v2/models/{model}/history"))["events"]!.AsArray().Select(entry => (string)entry!["event"]!)];

    /// <summary>The value of a setting of a model and where it is from, such as <c>7 model.json</c>.</summary>
    internal static async Task<string> SettingAsync(this NodeProcess node, string model, string name)
    {
        var settings = (await node.Http.GetJsonAsync($"/v2/models/{model}/config/effective"))["settings"]!.AsArray();
        var setting = settings.Single(one => (string)one!["name"]! == name)!;
        return $"{setting["value"]?.ToJsonString() ?? "null"} {setting["origin"]}";
    }

    internal static async Task<bool> IsReadyAsync(this NodeProcess node, string model, string version)
    {
        using var response = await node.Http.GetAsync($"/v2/models/{model}/versions/{version}/ready");
        return response.IsSuccessStatusCode;
    }
}
