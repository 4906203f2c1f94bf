using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;
using Niaga.Trade.Branches;
using Niaga.Ui;

namespace Niaga.Site.Workspaces;

/// <summary>The place that a posted form was shown for, instead of the one this device has chosen since.</summary>
internal static class BranchOfForm
{
    /// <summary>Takes it; a place that the address names goes before it.</summary>
    /// <returns>Why nothing is done: the place was closed meanwhile, or is none.</returns>
    public static async Task<Refusal?> Take(HttpContext http)
    {
        var caller = http.RequestServices.GetRequiredService<Caller>();
        if (
            caller is not { Tenant: not null, Person: not null }
            || !http.Request.HasFormContentType
            || http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true }
            || (BranchInAddress.Asked(http, out var asked) && asked is not null)
        )
            return null;

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!form.TryGetValue(FormPlace.Field, out var text))
            return null;
        if (text == "")
        {
            caller.WorkAt(null);
            return null;
        }
        var open = await http.RequestServices.GetRequiredService<BranchList>().Choices(http.RequestAborted);
        if (open.FirstOrDefault(b => b.Id.ToString("D") == text) is not { } place)
            return PlatformErrors.BranchNotFound();

        caller.WorkAt(place.Id);
        return null;
    }
}
