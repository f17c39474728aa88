// The composition root: what a node is made of, in the order in which it comes up.
// Read on in Serving/ServingServices.cs (the request path and the supervisors), Repository/, Onnx/ and, in the Api
// project, Http/.
using ModelCluster.Api.Http;
using ModelCluster.Api.Http.Amms;
using ModelCluster.Api.Http.Cluster;
using ModelCluster.Api.Http.Control;
using ModelCluster.Api.Http.Deployments;
using ModelCluster.Api.Http.Events;
using ModelCluster.Api.Http.Metrics;
using ModelCluster.Api.Http.Models;
using ModelCluster.Api.Http.Repository;
using ModelCluster.Api.Http.Security;
using ModelCluster.Api.Http.Traffic;
using ModelCluster.Node.Cluster;
using ModelCluster.Node.Cluster.Artefacts;
using ModelCluster.Node.Cluster.Inspection;
using ModelCluster.Node.Code;
using ModelCluster.Node.Deployments;
using ModelCluster.Node.Hosting;
using ModelCluster.Node.Images;
using ModelCluster.Node.Onnx;
using ModelCluster.Node.Probe;
using ModelCluster.Node.Probe.Child;
using ModelCluster.Node.Repository;
using ModelCluster.Node.Repository.Amms;
using ModelCluster.Node.Serving;
using ModelCluster.Node.Sql;
using ModelCluster.Node.Telemetry;

if (ProbeCommand.IsWanted(args))
    return ProbeCommand.Run();
if (CommandLine.Answers(args, Console.Out, Console.Error) is { } exitCode)
    return exitCode;

return await NodeRun.GuardAsync(async () =>
{
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
    builder.AddSettings(args).AddNodeLogging().AddListeners();
    builder.Services
        .AddSingleton<FirstRequest>().AddHostedService<Announcement>()
        .AddModelRepository(builder.Configuration)
        .AddServables(builder.Configuration)
        .AddRepositoryOperations()
        .AddOnnxSessions()
        .AddCodeServables()
        .AddGuardedLoad(builder.Configuration)
        .AddJournal(builder.Configuration)
        .AddServing(builder.Configuration)
        .AddCluster(builder.Configuration)
        .AddRequestLog(builder.Configuration)
        .AddTraffic()
        .AddApiKeys(builder.Configuration)
        .AddDeployments(builder.Configuration).AddDeploymentEndpoints()
        .AddModelControlEndpoints()
        .AddEventStreams(builder.Configuration)
        .AddMetricsEndpoints()
        .AddClusterInspection()
        .AddImages()
        .AddTypedPredictions()
        .AddOpenInferenceProtocol(options => builder.Configuration.GetSection("Protocol").Bind(options));

    await using var app = builder.Build();
    app.UseLastAnswers();
    app.UseLinkGate();
    app.UseDeployments();
    app.UseRouting();
    app.UseKnownModels();
    app.UseLeader();
    app.UseApiKeys();
    app.MapOpenInferenceProtocol();
    app.MapTraffic();
    app.MapRepositoryOperations();
    app.MapDeployments();
    app.MapModelControl();
    app.MapEventStreams();
    app.MapMetricsEndpoints();
    app.MapCluster();
    app.MapTypedPredictions();
    app.MapArtefactTransfer();
    app.MapClusterLinks();
    app.UseNotFound();
    await app.RunAsync();
});
