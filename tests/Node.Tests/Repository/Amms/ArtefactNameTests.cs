using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Repository.Amms;

namespace ModelCluster.Node.Tests.Repository.Amms;

public sealed class ArtefactNameTests
{
    [Theory]
    [InlineData("simple_text-1_0_2-1588436916.135168.onnx", "simple_text", "1.0.2", "1588436916.135168")]
    [InlineData("a-b_c-d-12_340_5-9.onnx", "a-b_c-d", "12.340.5", "9")]
    [InlineData("m-1_0_0-2-1_0_0-7.ONNX", "m-1_0_0-2", "1.0.0", "7")]
    [InlineData("m-01_00_02-0010.50.onnx", "m", "1.0.2", "10.50")]
    public void A_name_says_model_version_and_time(string fileName, string model, string version, string time)
    {
        ArtefactName.TryParse(fileName, out var name).ShouldBeTrue();
        name.ShouldBe(new ArtefactName(ModelName.Parse(model), ModelVersion.Parse(version), decimal.Parse(time)));
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("simple_text-1_0-1588436916.onnx")]
    [InlineData("simple_text-1_0_2_4-1588436916.onnx")]
    [InlineData("simple_text-1.0.2-1588436916.onnx")]
    [InlineData("simple_text-1_x_2-1588436916.onnx")]
    [InlineData("simple_text-1_0_2-yesterday.onnx")]
    [InlineData("simple_text-1_0_2--5.onnx")]
    [InlineData("simple_text-1_0_2-1,5.onnx")]
    [InlineData("simple_text-1_0_2-99999999999999.onnx")]
    [InlineData("simple_text-1_0_2.onnx")]
    [InlineData("-1_0_2-5.onnx")]
    [InlineData("simple text-1_0_2-5.onnx")]
    [InlineData("simple_text-1_0_2-5.pkl")]
    [InlineData("simple_text-99999999999999999999_0_2-5.onnx")]
    public void Any_other_name_is_none(string fileName) => ArtefactName.TryParse(fileName, out _).ShouldBeFalse();

    [Fact]
    public void The_time_is_that_of_the_training()
    {
        ArtefactName.TryParse("m-1_0_0-1588436916.135168.onnx", out var name).ShouldBeTrue();
        name.Value.TrainedAt.ShouldBe(new DateTimeOffset(2020, 5, 2, 16, 28, 36, TimeSpan.Zero).AddMicroseconds(135168));
    }

    [Fact]
    public void Versions_and_times_compare_as_numbers_versions_first()
    {
        string[] oldestFirst =
        [
            "m-1_0_9-9.onnx", "m-1_0_9-10.onnx", "m-1_0_9-10.5.onnx", "m-1_0_9-10.50001.onnx", "m-1_9_0-5.onnx", "m-1_10_0-1.onnx", "m-2_0_0-0.onnx",
        ];
        var names = oldestFirst.Select(Parse).ToList();
        names.OrderByDescending(name => name, Comparer<ArtefactName>.Create(ArtefactName.CompareAge)).ShouldBe(names.AsEnumerable().Reverse());
    }

    [Fact]
    public void What_was_written_is_read_whatever_the_models_name_holds()
    {
        var letters = Gen.Elements("abz09-_".ToCharArray()).ArrayOf(8).Select(chars => "m" + new string(chars));
        var names =
            from model in letters
            from main in Gen.Choose(0, 999)
            from sub in Gen.Choose(0, 999)
            from subsub in Gen.Choose(0, 999)
            from time in Gen.Choose(0, int.MaxValue)
            select (model, main, sub, subsub, time);
        Prop.ForAll(names.ToArbitrary(), written =>
        {
            var name = Parse($"{written.model}-{written.main}_{written.sub}_{written.subsub}-{written.time}.onnx");
            return name.Model.Value == written.model
                && name.Version == ModelVersion.Parse($"{written.main}.{written.sub}.{written.subsub}")
                && name.UnixTime == written.time;
        }).QuickCheckThrowOnFailure();
    }

    private static ArtefactName Parse(string fileName)
    {
        ArtefactName.TryParse(fileName, out var name).ShouldBeTrue(fileName);
        return name.Value;
    }
}
