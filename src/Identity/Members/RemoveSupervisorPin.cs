using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Members;

/// <summary>Gives up one's own PIN in this business: nobody can be asked for its owner's word any more.</summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
internal sealed class RemoveSupervisorPin(TenantSession session, AuditTrail audit, Caller caller)
    : UseCase<RemoveSupervisorPin, RemoveSupervisorPin.Input, Done>
{
    public sealed record Input;

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var db = session.Open<IdentityDb>();
        var person = caller.Person!.Value;
        if (await db.Set<SupervisorPin>().FirstOrDefaultAsync(p => p.PersonId == person, cancel) is not { } own)
            return default(Done);

        db.Remove(own);
        audit.Record("platform.supervisor_pin_removed", "platform.person", person);
        return default(Done);
    }
}
