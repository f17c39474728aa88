using System.Runtime.InteropServices;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>Lays decoded pixels out as a model wants them.</summary>
internal static class Pixels
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    /// <summary>Element types that images can be laid out in.</summary>
    public static bool CanFill(TensorType type) => type is TensorType.UInt8 or TensorType.Fp32 or TensorType.Fp64 or TensorType.Fp16;

    /// <summary>Writes one image.</summary>
    /// <param name="pixels">Height x width x channels, red first.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="channelsFirst">Whether the model wants each channel's plane by itself.</param>
    /// <param name="options">Order and scaling.</param>
    /// <param name="type">One that <see cref="CanFill"/> names.</param>
    /// <param name="target">As many elements of <paramref name="type"/> as there are pixels times channels.</param>
    public static void Write(
        ReadOnlySpan<byte> pixels, int channels, bool channelsFirst, ImageOptions options, TensorType type, Span<byte> target)
    {
        var count = pixels.Length / channels;
        for (var channel = 0; channel < channels; channel++)
        {
            var from = options.IsBgr ? channels - 1 - channel : channel;
            var (first, step) = channelsFirst ? (channel * count, 1) : (channel, channels);
            var table = Values(options, channel);
            switch (type)
            {
                case TensorType.UInt8:
                    Copy(pixels, from, channels, target, first, step, Bytes);
                    break;
                case TensorType.Fp16:
                    Copy(pixels, from, channels, MemoryMarshal.Cast<byte, Half>(target), first, step, [.. table.Select(value => (Half)value)]);
                    break;
                case TensorType.Fp64:
                    Copy(pixels, from, channels, MemoryMarshal.Cast<byte, double>(target), first, step, [.. table.Select(value => (double)value)]);
                    break;
                default:
                    Copy(pixels, from, channels, MemoryMarshal.Cast<byte, float>(target), first, step, table);
                    break;
            }
        }
    }

    /// <summary>What each of the 256 pixel values becomes.</summary>
    private static float[] Values(ImageOptions options, int channel)
    {
        var mean = options.Mean[Math.Min(channel, options.Mean.Count - 1)];
        var scale = options.Scale[Math.Min(channel, options.Scale.Count - 1)];
        return [.. Enumerable.Range(0, 256).Select(value => (value - mean) * scale)];
    }

    private static void Copy<T>(ReadOnlySpan<byte> pixels, int from, int channels, Span<T> target, int first, int step, T[] values)
    {
        for (int at = from, to = first; at < pixels.Length; at += channels, to += step)
            target[to] = values[pixels[at]];
    }
}
