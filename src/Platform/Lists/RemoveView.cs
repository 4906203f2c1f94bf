using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Lists;

/// <summary>A saved view is taken away: one's own, or the business's by who may change its settings.</summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
public sealed class RemoveView(TenantSession session, AuditTrail audit, Caller caller) : UseCase<RemoveView, RemoveView.Input, Done>
{
    public sealed record Input(Guid View);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var db = session.Open<PlatformDb>();
        var view = await db.Set<SavedView>()
            .SingleOrDefaultAsync(v => v.ViewId == input.View && (v.PersonId == null || v.PersonId == caller.Person), cancel);
        if (view is null)
            return PlatformErrors.NotFound();
        if (view.PersonId is null && !caller.May(PlatformPermissions.SettingsEdit))
            return PlatformErrors.Forbidden();

        db.Remove(view);
        if (view.PersonId is null)
            audit.Record("platform.view_unshared", "platform.view", view.ViewId, before: new { view.Name });
        return default(Done);
    }
}
