using System.Diagnostics;

namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>
/// Three hosts, n1 to n3, in network namespaces of this machine, on a bridge that the tests are on too. Each can be cut off from
/// all, or from one. Taken away in the end. Needs root, iproute2 and iptables.
/// </summary>
internal sealed class NetworkLab : IDisposable
{
    private static readonly string[] Hosts = ["n1", "n2", "n3"];

    private readonly string _net = $"10.97.{Environment.ProcessId % 250}";
    private readonly string _bridge = $"mc{Environment.ProcessId}";

    private NetworkLab()
    {
    }

    /// <summary>This machine, as the hosts see it.</summary>
    internal string Address => $"{_net}.254";

    /// <summary>Sets it up; skips the test where that is not allowed.</summary>
    internal static NetworkLab SetUp()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces take root");
        Assert.SkipUnless(Try("ip", "-V") && Try("iptables", "-V"), "ip or iptables is not installed (Debian: apt-get install iproute2 iptables)");
        var lab = new NetworkLab();
        try
        {
            Assert.SkipUnless(Try("ip", "link", "add", lab._bridge, "type", "bridge"), "this machine gives no bridge, though the tests are root");
            lab.AddHosts();
            return lab;
        }
        catch
        {
            lab.Dispose();
            throw;
        }
    }

    /// <summary>The address of a host.</summary>
    internal string AddressOf(string host) => $"{_net}.{NumberOf(host)}";

    /// <summary>What runs a program on a host.</summary>
    internal IReadOnlyList<string> CommandOn(string host) => ["ip", "netns", "exec", Namespace(host)];

    /// <summary>Pulls a host's cable: packets vanish, sockets stay open.</summary>
    internal void CutOff(string host) => Run("ip", "link", "set", Cable(host), "down");

    /// <summary>Plugs it in again.</summary>
    internal void Connect(string host) => Run("ip", "link", "set", Cable(host), "up");

    /// <summary>A host and an address no longer see each other.</summary>
    internal void CutOff(string host, string address) => Filter(host, address, "-A");

    /// <summary>They do again.</summary>
    internal void Connect(string host, string address) => Filter(host, address, "-D");

    public void Dispose()
    {
        foreach (var host in Hosts)
        {
            Try("ip", "link", "del", Cable(host));
            Try("ip", "netns", "del", Namespace(host));
        }

        Try("ip", "link", "del", _bridge);
        Try("iptables", "-D", "FORWARD", "-i", _bridge, "-o", _bridge, "-j", "ACCEPT");
    }

    private void AddHosts()
    {
        Run("ip", "addr", "add", $"{Address}/24", "dev", _bridge);
        Run("ip", "link", "set", _bridge, "up");
        Try("iptables", "-I", "FORWARD", "-i", _bridge, "-o", _bridge, "-j", "ACCEPT"); // some machines filter what crosses a bridge
        foreach (var host in Hosts)
        {
            Run("ip", "netns", "add", Namespace(host));
            Run("ip", "link", "add", Cable(host), "type", "veth", "peer", "name", "eth0", "netns", Namespace(host));
            Run("ip", "link", "set", Cable(host), "master", _bridge, "up");
            Run("ip", "-n", Namespace(host), "addr", "add", $"{AddressOf(host)}/24", "dev", "eth0");
            Run("ip", "-n", Namespace(host), "link", "set", "eth0", "up");
            Run("ip", "-n", Namespace(host), "link", "set", "lo", "up");
        }
    }

    private void Filter(string host, string address, string verb)
    {
        Run([.. CommandOn(host), "iptables", verb, "INPUT", "-s", address, "-j", "DROP"]);
        Run([.. CommandOn(host), "iptables", verb, "OUTPUT", "-d", address, "-j", "DROP"]);
    }

    private string Namespace(string host) => $"{_bridge}{host}";

    private string Cable(string host) => $"{_bridge}v{NumberOf(host)}";

    private static int NumberOf(string host) => Array.IndexOf(Hosts, host) + 1;

    private static void Run(params string[] command) => Try(command).ShouldBeTrue(string.Join(' ', command));

    private static bool Try(params string[] command)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
