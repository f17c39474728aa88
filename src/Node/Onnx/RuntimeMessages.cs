using System.Text.RegularExpressions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Onnx;

/// <summary>Turns ONNX Runtime's messages into ones without its error codes, source files and function names.</summary>
internal static partial class RuntimeMessages
{
    /// <summary>The part of a message that says what went wrong.</summary>
    public static string Clean(string message)
    {
        var text = ErrorCode().Replace(message, "");
        text = SourcePlace().Replace(text, "");
        text = Wrapping().Replace(text, "");
        text = Operator().Replace(text, "operator ${type}: ");
        return Blanks().Replace(text, " ").Trim().TrimEnd('.');
    }

    /// <summary>What an operator can do about a model that fails to load; empty where nothing general can be said.</summary>
    public static string HintForLoading(string message, string version) => message switch
    {
        _ when message.Contains("Unsupported model IR version", StringComparison.Ordinal) ||
               message.Contains("is under development and support for this is limited", StringComparison.Ordinal) =>
            $"; the model is newer than ONNX Runtime {version}: export it for an older opset",
        _ when message.Contains("is not a registered function/op", StringComparison.Ordinal) ||
               message.Contains("No Op registered for", StringComparison.Ordinal) =>
            "; operators outside ONNX's own and ONNX Runtime's cannot be served",
        _ when message.Contains("Could not find an implementation for", StringComparison.Ordinal) =>
            "; the operator exists, but not for these types: export the model with others",
        _ when message.Contains("MLDataType for", StringComparison.Ordinal) ||
               message.Contains("Unregistered TensorElementType", StringComparison.Ordinal) =>
            $"; an input or output has elements of a type that cannot be served; these can: {TensorTypes.AllNames}",
        _ when message.Contains("external data", StringComparison.OrdinalIgnoreCase) =>
            "; put the files with its weights beside it",
        _ => "",
    };

    /// <summary>
    /// True if the inputs are to blame for a failed run: the runtime refused them, or an operator did (an index out of
    /// range, a shape that does not fit). False for want of memory and for a device's failure.
    /// </summary>
    public static bool IsCallersFault(string message) =>
        !Machine().IsMatch(message) && !IsWrongOutputShape(message) &&
        (message.Contains("Got invalid dimensions", StringComparison.Ordinal) ||
         message.Contains("Invalid rank for input", StringComparison.Ordinal) ||
         message.Contains("Invalid input", StringComparison.OrdinalIgnoreCase) ||
         message.Contains("Non-zero status code returned while running", StringComparison.Ordinal));

    /// <summary>True if a load or a run failed because memory could not be had.</summary>
    public static bool IsOutOfMemory(string message) => Memory().IsMatch(message);

    /// <summary>True if an output did not get the shape of the memory it was to be written to: our fault, or the model file's.</summary>
    private static bool IsWrongOutputShape(string message) =>
        message.Contains("pre-allocated output", StringComparison.Ordinal) ||
        message.Contains("shape verification failed", StringComparison.Ordinal); // before 1.28

    [GeneratedRegex(@"\[ErrorCode:\w+\]\s*|\[ONNXRuntimeError\] : \d+ : \w+ : ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Blanks();

    // "/build/onnxruntime/core/framework/x.h:185 onnxruntime::Y::Z(const A&, B) [with T = int] "
    [GeneratedRegex(@"(?:/|[A-Za-z]:\\)\S+\.(?:cc|cpp|h|cu|cuh|hpp):\d+\s+\S[^\n]*?\)(?:\s+const)?(?:\s+\[with [^\]]*\])?\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SourcePlace();

    [GeneratedRegex(@"^Load model from .*? failed:\s*|\s*Please fix either the inputs/outputs or the model\.?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Wrapping();

    [GeneratedRegex(@"Non-zero status code returned while running (?<type>\w+) node\. Name:'[^']*' Status Message: ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Operator();

    [GeneratedRegex("failed to allocate|bad_alloc|out of memory", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Memory();

    [GeneratedRegex("failed to allocate|bad_alloc|out of memory|CUDA|CUDNN|CUBLAS", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Machine();
}
