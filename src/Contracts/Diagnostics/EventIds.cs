namespace ModelCluster.Contracts.Diagnostics;

/// <summary>The ids of all log messages, in one place so that none is given twice. An id once released keeps its meaning.</summary>
public static class EventIds
{
    // What supervisors and servables say, 1001 to 1099.
#pragma warning disable CS1591 // the message beside each use says what it means
    public const int ModelsBecame = 1001;
    public const int ModelsFailed = 1002;
    public const int ModelsNoted = 1003;
    public const int ModelsRetryIn = 1004;
    public const int ModelsProblem = 1005;
    public const int ModelsGone = 1006;
    public const int ModelsHistoryIncomplete = 1007;
    public const int ModelsWithoutHistory = 1008;
    public const int ModelsLost = 1009;
    public const int ModelsScaled = 1010;

    // The actor system, 1101 to 1199.
    public const int ActorsActorFailed = 1101;
    public const int ActorsHookFailed = 1102;
    public const int ActorsDeadLetter = 1103;
    public const int ActorsShutdown = 1104;

    // The node and its models, 1201 to 1299.
    public const int HostStopping = 1201;
    public const int HostNotTakenOver = 1202;

    // Start and readiness, 1301 to 1399.
    public const int StartListening = 1301;
    public const int StartReady = 1302;
    public const int StartTry = 1303;
    public const int StartNeverReady = 1304;

    // Deployments, 1401 to 1499.
    public const int DeploymentsDeployed = 1401;
    public const int DeploymentsRolledBack = 1402;
    public const int DeploymentsChanged = 1403;
    public const int DeploymentsUnreadable = 1404;
    public const int DeploymentsNotRolledBack = 1405;
    public const int DeploymentsNotWiped = 1406;
    public const int DeploymentsClientGone = 1407;
    public const int DeploymentsRequestFailed = 1408;

    // Traffic plans and their limits, 1501 to 1599.
    public const int TrafficRolledBack = 1501;
    public const int TrafficPassed = 1502;
    public const int TrafficRefused = 1503;

    // Operators' commands, 1601 to 1699.
    public const int ControlDecided = 1601;
    public const int ControlBadConfiguration = 1602;

    // The cluster, 1701 to 1799.
    public const int ClusterUnreadableRecord = 1701;
    public const int ClusterReadAnew = 1702;
    public const int ClusterLighthouseAway = 1703;
    public const int ClusterNotWritten = 1704;
    public const int ClusterJoined = 1705;
    public const int ClusterLeaseLost = 1706;
    public const int ClusterLeads = 1707;
    public const int ClusterSettled = 1708;
    public const int ClusterLeadsNoMore = 1709;
    public const int ClusterMembers = 1710;
    public const int ClusterDead = 1711;
    public const int ClusterPlaced = 1712;
    public const int ClusterMoves = 1713;
    public const int ClusterNotLoaded = 1714;
    public const int ClusterHolds = 1715;
    public const int ClusterEvicts = 1716;
    public const int ClusterNameTaken = 1717;
    public const int ClusterLeaving = 1718;
    public const int ClusterAsked = 1719;
    public const int ClusterLeadsNoMoreBecause = 1720;

    // The protocols' endpoints, 2001 to 2099.
    public const int HttpClientGone = 2001;
    public const int HttpFailed = 2002;

    // Typed predictions, 2101 to 2199.
    public const int TypedAdapterUnsuitable = 2101;

    // Metrics, event streams, API keys, the request log, 2201 to 2299.
    public const int MetricsSourceFailed = 2201;
    public const int SecurityRefused = 2211;
    public const int SecurityForbidden = 2212;
    public const int RequestLogNotWritten = 2221;

    // ONNX Runtime, 3001 to 3099.
    public const int OnnxLibrary = 3001;
    public const int OnnxSystemLibrary = 3002;
    public const int OnnxRuntime = 3003;
    public const int OnnxNoGpu = 3004;

    // The model repository, 3101 to 3199.
    public const int RepositoryChanged = 3101;
    public const int RepositoryNoNotifications = 3102;
    public const int RepositoryFolderMissing = 3103;
    public const int RepositoryFolderBack = 3104;
    public const int RepositoryNotAModel = 3105;

    // servables.json and its artefacts, 3301 to 3399.
    public const int ServablesChanged = 3301;
    public const int ServablesAccepted = 3302;
    public const int ServablesRejected = 3303;
    public const int ServablesNotWritten = 3304;
    public const int ServablesMisnamed = 3305;
    public const int ServablesFetched = 3306;
    public const int ServablesFetchFailed = 3307;
    public const int ServablesRemoteBack = 3308;
    public const int ServablesRemoteMisnamed = 3309;

    // Code servables and pipelines, 3401 to 3499.
    public const int CodeKeptInMemory = 3401;
    public const int CodeDisposeFailed = 3402;

    // Links between nodes, 3501 to 3599.
    public const int LinksReady = 3501;
    public const int LinksBroken = 3502;
    public const int LinksBadFrame = 3503;
    public const int LinksEnded = 3504;
    public const int LinksRequestFailed = 3505;

    // Artefacts that come from other nodes, 3601 to 3699.
    public const int ArtefactsFetched = 3601;
    public const int ArtefactsNotFrom = 3602;
    public const int ArtefactsDamaged = 3603;
    public const int ArtefactsRemoved = 3604;

    // Trying out new model files, 3201 to 3299.
    public const int ProbeTrying = 3201;
    public const int ProbeNotRead = 3202;
    public const int ProbeNotWritten = 3203;
#pragma warning restore CS1591
}
