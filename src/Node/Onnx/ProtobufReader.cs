namespace ModelCluster.Node.Onnx;

/// <summary>What reading the outline of a protobuf message takes.</summary>
internal static class ProtobufReader
{
    /// <summary>A number of up to 64 bits; false at the end of the file, or if it is too long to be one.</summary>
    internal static bool TryReadVarint(FileStream file, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = file.ReadByte();
            if (next < 0)
                return false;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }

        return false;
    }
}
