using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Http.Repository;

/// <summary><c>POST /v2/repository/reload</c>: looks at every source of models at once, instead of at the next scan.</summary>
internal sealed class ReloadEndpoint(IModelSource source, IModelCatalog catalog)
{
    /// <summary>Answers, with the repository's index, when what is there now was told to the models; they load meanwhile.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        await source.RefreshAsync(context.RequestAborted);
        await RepositoryIndex.SendAsync(context, catalog.Models, readyOnly: false);
    }
}
