using System.Net;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Api.Tests.Http.Amms;

public sealed class TypedBodyTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Vectors_are_answered_with_labels_and_probabilities_highest_first()
    {
        _server.Serves(TypedModels.Vector(labels: ["A", "B"]));
        float[]? given = null;
        _server.Answers(request =>
        {
            given = request.Inputs[0].Tensor.Floats();
            request.Inputs[0].Tensor.Shape.ShouldBe(new TensorShape(2, 3));
            return [new NamedTensor("p", TestTensors.Floats(new TensorShape(2, 2), 0.9f, 0.1f, 0.25f, 0.75f))];
        });
        var answer = await _server.PredictAsync("/predict/vector", """{"samples":[[0,1,2],[3.5,4,5e0]]}""");
        answer.Text.ShouldBe("""{"preds":["A","B"],"pred_probas":[[["A",0.9],["B",0.1]],[["B",0.75],["A",0.25]]]}""");
        given.ShouldBe([0, 1, 2, 3.5f, 4, 5]);
    }

    [Fact]
    public async Task Without_labels_a_class_is_called_by_its_index()
    {
        _server.Serves(TypedModels.Vector());
        _server.AnswersScores(0.25f, 0.75f);
        (await _server.PredictAsync("/predict/vector", """{"samples":[[0,1,2]]}""")).Text
            .ShouldBe("""{"preds":["1"],"pred_probas":[[["1",0.75],["0",0.25]]]}""");
    }

    [Fact]
    public async Task Labels_that_the_file_itself_gives_will_do()
    {
        var vector = TypedModels.Vector("m");
        _server.Serves(vector with { Signature = vector.Signature! with { ClassLabels = ["A", "B"] } });
        _server.AnswersScores(0.25f, 0.75f);
        (await _server.PredictAsync("/predict/m", """{"samples":[[0,1,2]]}""")).Text.ShouldBe("""{"preds":["B"],"pred_probas":[[["B",0.75],["A",0.25]]]}""");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("-1,1")]
    public async Task Texts_go_in_as_they_are(string shape)
    {
        var input = TypedModels.Spec("t", TensorType.Bytes, [.. shape.Split(',').Select(long.Parse)]);
        _server.Serves(TypedModels.Servable("text", "1", "text_input", [input], [TypedModels.Spec("p", TensorType.Fp32, -1, 2)], ["no", "yes"]));
        _server.Answers(request =>
        {
            request.Inputs[0].Tensor.Strings().ShouldBe(["a \"b\"", "ü"]);
            request.Inputs[0].Tensor.Shape.Fits(input.Shape).ShouldBeTrue();
            return [new NamedTensor("p", TestTensors.Floats(new TensorShape(2, 2), 0, 1, 1, 0))];
        });
        (await _server.PredictAsync("/predict/text", """{"samples":["a \"b\"","\u00fc"]}""")).Text
            .ShouldBe("""{"preds":["yes","no"],"pred_probas":[[["yes",1],["no",0]],[["no",1],["yes",0]]]}""");
    }

    [Fact]
    public async Task A_model_that_gives_only_labels_is_answered_without_probabilities()
    {
        _server.Serves(TypedModels.Servable(
            "m", "1", "vector_input", [TypedModels.Spec("x", TensorType.Fp64, -1, 1)], [TypedModels.Spec("label", TensorType.Int64, -1)], ["zero", "one"]));
        _server.Answers(_ => [new NamedTensor("label", TestTensors.Of<long>(TensorType.Int64, new TensorShape(2), 1, 7))]);
        (await _server.PredictAsync("/predict/m", """{"samples":[[1],[2]]}""")).Text.ShouldBe("""{"preds":["one","7"]}""");
    }

    [Fact]
    public async Task A_model_that_names_its_own_classes_is_believed()
    {
        _server.Serves(TypedModels.Servable(
            "m", "1", "vector_input", [TypedModels.Spec("x", TensorType.Fp32, -1, 1)],
            [TypedModels.Spec("label", TensorType.Bytes, -1), TypedModels.Spec("probabilities", TensorType.Fp32, -1, 2)]));
        _server.Answers(request =>
        {
            request.RequestedOutputs.ShouldBe(["probabilities", "label"]);
            return [
                new NamedTensor("probabilities", TestTensors.Floats(new TensorShape(1, 2), 0.5f, 0.5f)),
                new NamedTensor("label", TestTensors.Strings(new TensorShape(1), "cat")),
            ];
        });
        (await _server.PredictAsync("/predict/m", """{"samples":[[1]]}""")).Text
            .ShouldBe("""{"preds":["cat"],"pred_probas":[[["0",0.5],["1",0.5]]]}""");
    }

    [Fact]
    public async Task A_model_that_gives_a_number_per_sample_is_answered_with_numbers()
    {
        _server.Serves(TypedModels.Servable(
            "m", "1", "vector_input", [TypedModels.Spec("x", TensorType.Fp32, -1)], [TypedModels.Spec("y", TensorType.Fp64, -1, 1)]));
        _server.Answers(_ => [new NamedTensor("y", TestTensors.Of(TensorType.Fp64, new TensorShape(2, 1), 2.5, double.NaN))]);
        (await _server.PredictAsync("/predict/m", """{"samples":[1,2]}""")).Text.ShouldBe("""{"preds":[2.5,null]}""");
    }

    [Fact]
    public async Task Tensors_go_in_and_come_out_by_name_and_nested()
    {
        _server.Serves(TypedModels.Servable(
            "m", "1", "tensor",
            [TypedModels.Spec("a", TensorType.Int32, -1, 2), TypedModels.Spec("b", TensorType.Bool, -1)],
            [TypedModels.Spec("y", TensorType.Fp32, -1, 2, 1), TypedModels.Spec("s", TensorType.Bytes, -1)]));
        _server.Answers(request =>
        {
            request.Inputs.Single(input => input.Name == "a").Tensor.Values<int>().ShouldBe([1, 2, 3, 4]);
            request.Inputs.Single(input => input.Name == "b").Tensor.Span.ToArray().ShouldBe([1, 0]);
            return [
                new NamedTensor("y", TestTensors.Floats(new TensorShape(2, 2, 1), 1, 2, 3, 4.5f)),
                new NamedTensor("s", TestTensors.Strings(new TensorShape(2), "p", "q")),
            ];
        });
        (await _server.PredictAsync("/predict/m", """{"note":{},"inputs":{"b":[true,false],"a":[[1,2],[3,4]]}}""")).Text
            .ShouldBe("""{"outputs":{"y":[[[1],[2]],[[3],[4.5]]],"s":["p","q"]}}""");
    }

    [Theory]
    [InlineData("BOOL", "[[true,false]]")]
    [InlineData("UINT8", "[[0,255]]")]
    [InlineData("UINT16", "[[0,65535]]")]
    [InlineData("UINT32", "[[0,4294967295]]")]
    [InlineData("UINT64", "[[0,18446744073709551615]]")]
    [InlineData("INT8", "[[-128,127]]")]
    [InlineData("INT16", "[[-32768,32767]]")]
    [InlineData("INT32", "[[-2147483648,2147483647]]")]
    [InlineData("INT64", "[[-9223372036854775808,9223372036854775807]]")]
    [InlineData("FP16", "[[0.5,-65504]]")]
    [InlineData("BF16", "[[0.5,-1.5]]")]
    [InlineData("FP32", "[[0.1,-1.5E-07]]")]
    [InlineData("FP64", "[[0.1,-1.5E-300]]")]
    [InlineData("BYTES", """[["","a\"b"]]""")]
    public async Task Every_datatype_goes_through_json_unchanged(string type, string data)
    {
        TensorTypes.TryParse(type, out var parsed).ShouldBeTrue();
        _server.Serves(TypedModels.Servable("m", "1", "tensor", [TypedModels.Spec("x", parsed, -1, 2)], [TypedModels.Spec("x", parsed, -1, 2)]));
        _server.Gateway.Answer = (request, _) =>
        {
            request.Inputs[0].Tensor.Type.ShouldBe(parsed);
            return ValueTask.FromResult(FakeGateway.Echo(request));
        };
        var answer = await _server.PredictAsync("/predict/m", $$"""{"samples":{{data}}}""");
        answer.Text.ShouldBe($$$"""{"outputs":{"x":{{{data}}}}}""");
    }

    [Theory]
    [InlineData("", "invalid JSON at byte 0: expected '{', an object such as {\"samples\":[[0,1,2]]}, found the end of the text")]
    [InlineData("[1]", "invalid JSON at byte 0: expected '{', an object such as {\"samples\":[[0,1,2]]}, found '['")]
    [InlineData("{}", "the body has no 'samples'; send an object such as {\"samples\":[[0,1,2]]}")]
    [InlineData("{\"samples\":[]}", "'samples' is empty; send at least one sample")]
    [InlineData("{\"samples\":5}", "invalid JSON at byte 11: expected 'samples', an array, found '5'")]
    [InlineData("{\"samples\":[[1,2]]}", "'samples' has the shape [1,2], but input 'x' of model 'vector' takes [-1,3], where -1 is any number")]
    [InlineData("{\"samples\":[1,2,3]}", "'samples' has the shape [3], but input 'x' of model 'vector' takes [-1,3], where -1 is any number")]
    [InlineData("{\"samples\":[[1,2,3],[4,5]]}", "the data of member 'samples' does not agree with its shape [2,3] (6 elements) at byte 24: a row holds 2 elements, 3 are needed; send it flat or nested as the shape says")]
    [InlineData("{\"samples\":[[1,true,3]]}", "member 'samples' at byte 15: element 1 is true, but FP32 takes a number, NaN, Infinity or -Infinity")]
    [InlineData("{\"samples\":[[1,2,3]],\"samples\":[[1,2,3]]}", "invalid JSON at byte 31: 'samples' appears twice")]
    [InlineData("{\"samples\":[[1,2,3]]} x", "invalid JSON at byte 22: expected the end of the JSON text, found 'x'")]
    [InlineData("{\"samples\":[[[[[[[[[1]]]]]]]]]}", "invalid JSON at byte 19: expected at most 8 dimensions, found '['")]
    public async Task A_wrong_body_is_told_what_is_wrong_and_where(string body, string message)
    {
        _server.Serves(TypedModels.Vector());
        var answer = await _server.PredictAsync("/predict/vector", body);
        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.ErrorMessage.ShouldBe(message);
        _server.Gateway.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData("{\"inputs\":{\"z\":[1]}}", "model 'm' has no input 'z'; it takes 'a' INT32 [-1,2], 'b' BOOL [-1]")]
    [InlineData("{\"inputs\":{\"a\":[[1,2]]}}", "the body has no input 'b'; model 'm' takes 'a' INT32 [-1,2], 'b' BOOL [-1]")]
    [InlineData("{\"inputs\":{\"a\":[[1,2]],\"a\":[[1,2]]}}", "invalid JSON at byte 27: input 'a' appears twice")]
    [InlineData("{\"samples\":[[1,2]]}", "'samples' is for models with one input; model 'm' takes 'a' INT32 [-1,2], 'b' BOOL [-1]: send {\"inputs\":{...}}")]
    public async Task Wrong_inputs_are_named(string body, string message)
    {
        _server.Serves(TypedModels.Servable(
            "m", "1", "tensor", [TypedModels.Spec("a", TensorType.Int32, -1, 2), TypedModels.Spec("b", TensorType.Bool, -1)], [TypedModels.Spec("y", TensorType.Fp32, -1)]));
        (await _server.PredictAsync("/predict/m", body)).ErrorMessage.ShouldBe(message);
    }

    [Theory]
    [InlineData("a name", "the adapter 'a name', which is unknown here: it is neither one of image_input, tensor, text_input, vector_input")]
    [InlineData("text_input", "its input 'x' takes FP32, but this adapter reads texts (BYTES)")]
    [InlineData("image_input", "its input 'x' of shape [-1,3,5,7,9] is no image")]
    public async Task An_adapter_that_is_unknown_or_does_not_suit_the_model_is_said_so(string adapter, string message)
    {
        _server.Serves(TypedModels.Servable("m", "1", adapter, [TypedModels.Spec("x", TensorType.Fp32, -1, 3, 5, 7, 9)], []));
        var answer = await _server.PredictAsync("/predict/m", """{"samples":[[1,2,3]]}""");
        answer.Status.ShouldBe(HttpStatusCode.NotImplemented);
        answer.ErrorMessage.ShouldContain(message);
        (await _server.GetAsync("/meta")).Text.ShouldContain(message);
    }

    [Fact]
    public async Task The_adapter_of_the_file_wins_over_the_model_s()
    {
        var vector = TypedModels.Vector("m");
        _server.Serves(vector with { Artefact = new Contracts.Models.Artefact(vector.Id.Version, "m.onnx", "1") { Adapter = "tensor" } });
        _server.AnswersScores(0.25f, 0.75f);
        (await _server.PredictAsync("/predict/m", """{"inputs":{"x":[[1,2,3]]}}""")).Text.ShouldBe("""{"outputs":{"p":[[0.25,0.75]]}}""");
    }
}
