using ModelCluster.Contracts.Inference;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

/// <summary>Reads replies and disposes them.</summary>
internal static class Replies
{
    internal static async Task<float[]> FloatsAsync(this Task<InferenceReply> task)
    {
        using var reply = await task.OrFailAsync("a reply");
        reply.Error.ShouldBeNull();
        return reply.Outputs[0].Tensor.Floats();
    }

    internal static async Task<string[]> StringsAsync(this Task<InferenceReply> task)
    {
        using var reply = await task.OrFailAsync("a reply");
        reply.Error.ShouldBeNull();
        return reply.Outputs[0].Tensor.Strings();
    }

    internal static async Task<InferenceError> ErrorAsync(this Task<InferenceReply> task)
    {
        using var reply = await task.OrFailAsync("a reply");
        reply.Outputs.ShouldBeEmpty();
        return reply.Error.ShouldNotBeNull();
    }

    internal static async Task ShouldFailAsync(this Task<InferenceReply> task, InferenceStatus status, string message)
    {
        var error = await task.ErrorAsync();
        error.Message.ShouldBe(message);
        error.Status.ShouldBe(status);
    }

    /// <summary>Ends when all are answered with outputs; disposes them.</summary>
    internal static async Task AllGoodAsync(this IEnumerable<Task<InferenceReply>> tasks)
    {
        foreach (var task in tasks)
            await task.FloatsAsync();
    }
}
