using System.Text;
using Google.Protobuf;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Node.Lighthouse.Protos;

namespace ModelCluster.Node.Lighthouse;

/// <summary>Turns keys below the cluster's prefix into etcd's, and back.</summary>
internal sealed class EtcdKeys(string prefix)
{
    internal ByteString Of(string key) => ByteString.CopyFromUtf8(prefix + key);

    /// <summary>The end of the range of keys with a prefix: the prefix with its last byte one higher.</summary>
    internal ByteString EndOf(string keyPrefix)
    {
        var bytes = Encoding.UTF8.GetBytes(prefix + keyPrefix);
        if (bytes.Length == 0)
            return ByteString.CopyFrom(0); // etcd's way to say: to the very end
        bytes[^1]++; // a text in UTF-8 has no byte of 255
        return ByteString.CopyFrom(bytes);
    }

    internal string KeyOf(KeyValue found) => found.Key.ToStringUtf8()[prefix.Length..];

    internal CoordinationEntry EntryOf(KeyValue found) =>
        new(KeyOf(found), found.Value.Memory, found.CreateRevision, found.ModRevision, found.Lease);
}
