using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Keys;

/// <summary>
/// Ends a key of the business, whoever made it, at once and on every node. Asks for no proof: one must be able to in a hurry.
/// </summary>
[Needs(PlatformPermissions.KeysManage)]
internal sealed class RevokeApiKey(TenantSession session, AccessCache access, AuditTrail audit, TimeProvider clock)
    : UseCase<RevokeApiKey, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        if (await session.Open<PlatformDb>().Set<ApiKey>().FirstOrDefaultAsync(k => k.KeyId == input, cancel) is not { } key)
            return PlatformErrors.NotFound();
        if (key.RevokedAt is not null)
            return default(Done);

        key.Revoke(clock.GetUtcNow());
        audit.Record(
            "platform.api_key_revoked",
            "platform.api_key",
            key.KeyId,
            before: new
            {
                key.Name,
                key.Hint,
                Maker = key.PersonId.Value,
            }
        );
        access.ForgetAfter(session);
        return default(Done);
    }
}
