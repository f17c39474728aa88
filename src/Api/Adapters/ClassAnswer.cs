using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ModelCluster.Api.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>
/// The answer <c>{"preds":["A"],"pred_probas":[[["A",0.9],["B",0.1]]]}</c>, or as much of it as the model's outputs allow:
/// <see cref="AnswerForm"/>.
/// </summary>
internal static class ClassAnswer
{
    /// <summary>Asks for the outputs that the answer is made of.</summary>
    public static void Request(ServableView servable, InferenceRequest request) =>
        request.RequestedOutputs = AnswerForm.Of(servable).OutputNames;

    /// <summary>Writes the answer.</summary>
    public static void Write(InferenceReply reply, ServableView servable, PooledBuffer target)
    {
        var form = AnswerForm.Of(servable);
        switch (form.Kind)
        {
            case AnswerKind.Classes:
                WriteClasses(reply, servable, form, target);
                break;
            case AnswerKind.Labels:
                target.Write("{\"preds\":"u8);
                WriteTexts(Texts(Output(reply, form.Output!), LabelsOf(servable, form.Output!)), target);
                target.Write((byte)'}');
                break;
            case AnswerKind.Numbers:
                target.Write("{\"preds\":"u8);
                WriteNumbers(Output(reply, form.Output!), target);
                target.Write((byte)'}');
                break;
            default:
                TensorAnswer.Write(reply, target);
                break;
        }
    }

    /// <summary>The JSON schema of the answer.</summary>
    public static JsonObject Schema(ServableView servable)
    {
        var form = AnswerForm.Of(servable);
        return form.Kind switch
        {
            AnswerKind.Classes => JsonSchema.Object(
                ("preds", JsonSchema.Array(JsonSchema.Text(LabelsOf(servable, form.Output!)), "For each sample the class with the highest score.")),
                ("pred_probas", JsonSchema.Array(
                    JsonSchema.Array(JsonSchema.Array(new JsonObject { ["oneOf"] = new JsonArray(JsonSchema.Text([]), JsonSchema.Number()) }, "Class and score.")),
                    "For each sample the classes and their scores, highest first."))),
            AnswerKind.Labels => JsonSchema.Object(("preds", JsonSchema.Array(JsonSchema.Text([]), "For each sample its class."))),
            AnswerKind.Numbers => JsonSchema.Object(("preds", JsonSchema.Array(JsonSchema.Number(), "For each sample its value."))),
            _ => TensorAnswer.Schema(servable),
        };
    }

    private static void WriteClasses(InferenceReply reply, ServableView servable, AnswerForm form, PooledBuffer target)
    {
        var output = Output(reply, form.Output!);
        var scores = TensorNumbers.Doubles(output);
        var rows = output.Shape.Rank < 2 ? 1 : (int)output.Shape[0];
        var perRow = rows == 0 ? 0 : scores.Length / rows;
        var labels = LabelsOf(servable, form.Output!);
        var orders = Enumerable.Range(0, rows).Select(row => Order(scores.AsSpan(row * perRow, perRow))).ToArray();
        var winners = form.LabelOutput is { } names
            ? Texts(Output(reply, names), [])
            : [.. orders.Select(order => order.Length == 0 ? "" : Label(labels, order[0]))];
        target.Write("{\"preds\":"u8);
        WriteTexts(winners, target);
        target.Write(",\"pred_probas\":["u8);
        for (var row = 0; row < rows; row++)
        {
            target.Write(row > 0 ? ",["u8 : "["u8);
            foreach (var (place, index) in orders[row].Index())
            {
                target.Write(place > 0 ? ",["u8 : "["u8);
                JsonText.WriteString(target, Label(labels, index));
                target.Write((byte)',');
                TensorNumbers.Write(target, scores[(row * perRow) + index], output.Type);
                target.Write((byte)']');
            }

            target.Write((byte)']');
        }

        target.Write("]}"u8);
    }

    /// <summary>Highest first, equals by index, NaN last.</summary>
    private static int[] Order(ReadOnlySpan<double> row)
    {
        var keys = row.ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(order, (left, right) => keys[right].CompareTo(keys[left]) is var byValue and not 0 ? byValue : left - right);
        return order;
    }

    private static Tensor Output(InferenceReply reply, TensorSpec spec)
    {
        foreach (var output in reply.Outputs)
        {
            if (output.Name == spec.Name)
                return output.Tensor;
        }

        throw new InvalidOperationException($"{reply.Servable} gave no output '{spec.Name}'");
    }

    private static IReadOnlyList<string> LabelsOf(ServableView servable, TensorSpec output) =>
        servable.Options.Labels.TryGetValue(output.Name, out var labels) ? labels : servable.Signature!.ClassLabels;

    private static string Label(IReadOnlyList<string> labels, long index) =>
        index >= 0 && index < labels.Count ? labels[(int)index] : index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Texts as they are; whole numbers as the labels they are the indexes of.</summary>
    private static string[] Texts(Tensor tensor, IReadOnlyList<string> labels)
    {
        if (tensor.Type != TensorType.Bytes)
            return [.. TensorNumbers.Longs(tensor).Select(value => Label(labels, value))];
        var texts = new List<string>();
        ReadOnlySpan<byte> bytes = tensor.Span;
        while (ByteStrings.TryRead(ref bytes, out var element))
            texts.Add(Encoding.UTF8.GetString(element));
        return [.. texts];
    }

    private static void WriteTexts(string[] texts, PooledBuffer target)
    {
        target.Write((byte)'[');
        foreach (var (i, text) in texts.Index())
        {
            if (i > 0)
                target.Write((byte)',');
            JsonText.WriteString(target, text);
        }

        target.Write((byte)']');
    }

    private static void WriteNumbers(Tensor tensor, PooledBuffer target)
    {
        target.Write((byte)'[');
        foreach (var (i, value) in TensorNumbers.Doubles(tensor).Index())
        {
            if (i > 0)
                target.Write((byte)',');
            TensorNumbers.Write(target, value, tensor.Type);
        }

        target.Write((byte)']');
    }
}
