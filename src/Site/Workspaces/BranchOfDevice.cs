using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;
using Niaga.Trade.Branches;

namespace Niaga.Site.Workspaces;

/// <summary>
/// The place a request is about: the one its address names, or else the one this device chose. What is read is of that place; what is
/// done is done there, but sees all, so that nothing takes for gone what lies elsewhere. A device that chose none asks nothing.
/// </summary>
internal sealed class BranchOfDevice(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, Caller caller)
    {
        if (caller is { Tenant: not null, Person: not null, WorksAt: { } place })
        {
            var branches = http.RequestServices.GetRequiredService<BranchList>();
            var reads = HttpMethods.IsGet(http.Request.Method);
            if (BranchInAddress.Asked(http, out var asked) && asked is not null)
            {
                // Looked up before anything is narrowed to it: a place that is not there would show empty lists. A closed one is there.
                if (await branches.Find(place, http.RequestAborted) is null)
                {
                    await RefusalResponse.Write(http, PlatformErrors.BranchNotFound());
                    return;
                }
                if (reads)
                    caller.Narrow(place);
            }
            // An act asks nothing here: a place that is closed by now is passed over where stock moves (trade.branch_at).
            else if (reads)
            {
                if ((await branches.Choices(http.RequestAborted)).All(b => b.Id != place))
                    caller.WorkAt(null);
                else if (!http.Request.Path.StartsWithSegments("/settings"))
                    caller.Narrow(place);
            }
        }
        await next(http);
    }
}
