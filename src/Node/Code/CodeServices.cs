using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Onnx;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Code;

/// <summary>Registers what runs assemblies as models.</summary>
internal static class CodeServices
{
    /// <summary>Adds an <see cref="IModelLoader"/> that chooses by the file: code, or ONNX as before.</summary>
    public static IServiceCollection AddCodeServables(this IServiceCollection services)
    {
        services.AddSingleton(provider => new CodePermission(CodeRules.Of(provider.GetRequiredService<IOptions<RepositoryOptions>>().Value)));
        services.AddSingleton<CodeModelLoader>();
        services.AddSingleton<OnnxModelLoader>();
        services.AddSingleton<IModelLoader>(provider => new LoaderByFile(
            provider.GetRequiredService<OnnxModelLoader>(), provider.GetRequiredService<CodeModelLoader>()));
        return services;
    }
}
