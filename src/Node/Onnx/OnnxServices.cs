using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Onnx;

/// <summary>Registers what runs ONNX models.</summary>
internal static class OnnxServices
{
    /// <summary>Adds <see cref="IModelLoader"/>; settings are checked at the start.</summary>
    public static IServiceCollection AddOnnxSessions(this IServiceCollection services)
    {
        services.AddOptions<OnnxOptions>().BindConfiguration("Onnx").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OnnxEnvironment>();
        services.AddSingleton<IModelLoader, OnnxModelLoader>();
        return services;
    }
}
