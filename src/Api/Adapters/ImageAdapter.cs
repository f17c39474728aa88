using System.Buffers;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Images;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>
/// <c>image_input</c>: <c>{"samples":["base64 of a JPEG, PNG, WebP or GIF file"]}</c> for a model with one input that takes
/// images (<see cref="ImageInput"/>); answers with classes, or with tensors where the model gives none.
/// </summary>
internal sealed class ImageAdapter(IImageDecoder decoder) : IAdapter
{
    private const string Example = """{"samples":["base64 of an image file"]}""";

    /// <inheritdoc/>
    public string Name => "image_input";

    /// <inheritdoc/>
    public bool IsHeavy => true;

    /// <inheritdoc/>
    public string? Misfit(ServableView servable) => servable.Signature!.Inputs switch
    {
        [var only] when !Pixels.CanFill(only.Type) => $"its input '{only.Name}' takes {only.Type.Name()}, but images fill UINT8, FP16, FP32 or FP64",
        [var only] when !TryRead(servable, out _) => $"its input '{only.Name}' of shape {only.Shape} is no image: [N,C,H,W], [N,H,W,C], [C,H,W], [H,W,C] or [H,W] with C 1 or 3",
        [_] => null,
        var inputs => $"it has {inputs.Count} inputs, but this adapter fills one",
    };

    /// <inheritdoc/>
    public void Read(in ReadOnlySequence<byte> body, ServableView servable, InferenceRequest request)
    {
        TryRead(servable, out var form);
        var input = servable.Signature!.Inputs[0];
        using var files = TypedBody.ReadSamples(body, TensorType.Bytes, Example);
        var images = new ImageSamples(decoder, form, input, servable.Options.Image);
        var tensor = images.Read(files);
        request.Add(new NamedTensor(input.Name, tensor));
        TypedBody.Fit(tensor, input, "the images' tensor", servable.Id.Model.Value);
        ClassAnswer.Request(servable, request);
    }

    /// <inheritdoc/>
    public void Write(InferenceReply reply, ServableView servable, PooledBuffer target) => ClassAnswer.Write(reply, servable, target);

    /// <inheritdoc/>
    public JsonObject RequestSchema(ServableView servable) => JsonSchema.Object((TypedBody.Samples, JsonSchema.Array(
        new JsonObject { ["type"] = "string", ["format"] = "byte" }, "Image files (JPEG, PNG, WebP or GIF), each in base64; any size, stretched to the model's.")));

    /// <inheritdoc/>
    public JsonObject ResponseSchema(ServableView servable) => ClassAnswer.Schema(servable);

    /// <summary>Any image will do; so it is always the same small one, whatever the sample.</summary>
    public void WriteExample(InferenceRequest sample, PooledBuffer target)
    {
        target.Write("{\"samples\":[\""u8);
        target.Write(SmallImage);
        target.Write("\"]}"u8);
    }

    /// <summary>A PNG of 8 x 8 pixels, in base64.</summary>
    private static ReadOnlySpan<byte> SmallImage => "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAbElEQVR42g3JQQEAMAgDMcQgBjEVcRIQUzEVw2PLN1VFF1Oo2MJFiiuqmm6mUbONmzTXP4YeZtCwg4cMNz9EixESKywiTj+WXmbRsouXLLc/TJsxMmtsYs4/QocJChscEi4/jj7m0LGHjxx3PPMZXwHXVs66AAAAAElFTkSuQmCC"u8;

    private static bool TryRead(ServableView servable, out ImageInput input) =>
        ImageInput.TryRead(servable.Signature!.Inputs[0].Shape, servable.MaxBatchSize > 0, out input);
}
