using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Onnx;

namespace ModelCluster.Node.Tests.Onnx;

public sealed class OnnxFileTests : OnnxTestBase
{
    [Fact]
    public void Any_bytes_are_a_model_or_get_a_reason() =>
        Prop.ForAll<byte[]>(bytes => IsCheckedOrRefused(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_damage_to_a_model_is_found_or_left_to_the_runtime()
    {
        var whole = File.ReadAllBytes(TestingModel("identity_fp32"));
        Prop.ForAll<byte, byte>((place, value) =>
        {
            var damaged = (byte[])whole.Clone();
            damaged[place * (whole.Length - 1) / byte.MaxValue] = value;
            return IsCheckedOrRefused(damaged);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Tells_the_length_of_a_model() =>
        OnnxFile.Check(TestingModel("identity_fp32")).ShouldBe(new FileInfo(TestingModel("identity_fp32")).Length);

    private bool IsCheckedOrRefused(byte[] bytes)
    {
        var path = FileWith(bytes);
        try
        {
            return OnnxFile.Check(path) == bytes.Length;
        }
        catch (ModelLoadException e)
        {
            return e.Message.Contains(path, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
