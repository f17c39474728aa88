using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Api.Adapters;

/// <summary>
/// Warns of a version that has become available but takes no typed requests because its adapter does not suit it or is not
/// known. A pipeline that is on its way is no reason to warn. Thread-safe.
/// </summary>
public sealed partial class TypedAvailability
{
    private readonly AdapterTable _adapters;
    private readonly ILogger _logger;

    internal TypedAvailability(AdapterTable adapters, ILogger<TypedAvailability> logger)
    {
        _adapters = adapters;
        _logger = logger;
    }

    /// <summary>Looks at a version that has just become available.</summary>
    public void Check(ServableView servable)
    {
        if (_adapters.Find(servable, out var problem) is null && problem!.Kind != AdapterProblemKind.NotAvailable)
            LogNoTypedRequests(servable.Id.ToString(), problem.Message);
    }
}
