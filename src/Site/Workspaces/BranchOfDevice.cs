using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;
using Niaga.Trade.Branches;

namespace Niaga.Site.Workspaces;

/// <summary>
/// The place this device chose: what is read is of that place, unless the address names another; what is done is done there, but sees all,
/// so that nothing takes for gone what lies elsewhere. A device that chose none asks nothing.
/// </summary>
internal sealed class BranchOfDevice(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, Caller caller)
    {
        if (caller is { Tenant: not null, Person: not null, WorksAt: { } chosen })
        {
            var branches = http.RequestServices.GetRequiredService<BranchList>();
            if (BranchInAddress.Asked(http, out var asked) && asked is { } one)
            {
                if (await branches.Find(one, http.RequestAborted) is null)
                {
                    await RefusalResponse.Write(http, PlatformErrors.BranchNotFound());
                    return;
                }
            }
            // An act asks nothing here: a place that is closed by now is passed over where stock moves (trade.branch_at).
            else if (HttpMethods.IsGet(http.Request.Method))
            {
                if ((await branches.Choices(http.RequestAborted)).All(b => b.Id != chosen))
                    caller.WorkAt(null);
                else if (!http.Request.Path.StartsWithSegments("/settings"))
                    caller.Narrow(chosen);
            }
        }
        await next(http);
    }
}
