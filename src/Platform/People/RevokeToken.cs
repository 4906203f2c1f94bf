using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.People;

/// <summary>Ends one of the caller's own tokens, at once and on every node.</summary>
[SignedIn]
internal sealed class RevokeToken(TenantSession session, Caller caller, AuditTrail audit, TimeProvider clock) : UseCase<RevokeToken, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        var token = await session.Open<PlatformDb>().ApiTokens.FirstOrDefaultAsync(t => t.TokenId == input && t.PersonId == caller.Person, cancel);
        if (token is null) return PlatformErrors.NotFound();
        token.Revoke(clock.GetUtcNow());
        audit.Record("platform.token_revoked", "platform.token", token.TokenId, before: new { token.Name });
        return default(Done);
    }
}
