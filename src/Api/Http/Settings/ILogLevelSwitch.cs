using Microsoft.Extensions.Logging;

namespace ModelCluster.Api.Http.Settings;

/// <summary>The lowest level of this server's own log messages; changes take effect at once. Thread-safe.</summary>
public interface ILogLevelSwitch
{
    /// <summary>Messages below it are not written.</summary>
    LogLevel Minimum { get; set; }
}
