namespace ModelCluster.Node.Hosting;

/// <summary>The node cannot start as it was told to. The message says which setting, and what is allowed.</summary>
internal sealed class SettingsException(string message) : Exception(message);
