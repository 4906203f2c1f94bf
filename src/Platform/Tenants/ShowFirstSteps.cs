using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Tenants;

/// <summary>The first steps leave the dashboard of everybody in the business, or come back to it.</summary>
[Needs(PlatformPermissions.SettingsEdit)]
internal sealed class ShowFirstSteps(TenantSession session, AuditTrail audit) : UseCase<ShowFirstSteps, ShowFirstSteps.Input, Done>
{
    /// <param name="Shown">False dismisses them.</param>
    public sealed record Input(bool Shown);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var business = await session.Open<PlatformDb>().Set<Business>().SingleAsync(cancel);
        if (business.FirstStepsShown == input.Shown)
            return default(Done);

        business.ShowFirstSteps(input.Shown);
        audit.Record(input.Shown ? "platform.first_steps_restored" : "platform.first_steps_dismissed", "platform.business", session.Tenant);
        return default(Done);
    }
}
