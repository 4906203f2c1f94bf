using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Sso;

/// <summary>Notes that an owner came in past the business's own provider.</summary>
[PublicAccess("The gate has let the owner in.")]
internal sealed class RecordSsoBypass(TenantSession session, AuditTrail audit, Caller caller) : UseCase<RecordSsoBypass, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        if (await ReplayGuard.Take(session, $"sso_bypass {input}", cancel))
            audit.Record("platform.sso_bypassed_by_owner", "platform.person", caller.Person!.Value, after: new { Session = input });
        return default(Done);
    }
}
