// What a .NET engineer would write who has one model and an afternoon: a minimal API that calls the session directly.
// The yardstick for the node's own cost, so nothing here is slowed down: the slim builder, compiled endpoints,
// source-generated JSON, no log line per request, one shared session without a thread pool of its own.
//   baseline MODEL.onnx http://127.0.0.1:5000
using ModelCluster.Baseline;

if (args is not [var modelPath, var address])
{
    Console.Error.WriteLine("usage: baseline MODEL.onnx http://ADDRESS:PORT");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
builder.WebHost.UseUrls(address).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, InferJson.Default));
builder.Services.AddSingleton(new IrisModel(modelPath));

var app = builder.Build();
app.MapPost("/v2/models/iris/infer", (InferRequest request, IrisModel model) =>
    request.Inputs is [{ Name: "features", Datatype: "FP32", Shape: [var rows, 4] } input] && input.Data.Length == rows * 4
        ? Results.Ok(new InferResponse("iris", "1", [model.Predict(input.Data, rows)]))
        : Results.BadRequest(new InferFailure("expected one input 'features' of datatype FP32 and shape [rows, 4]")));
await app.RunAsync();
return 0;
