using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Sso;

/// <summary>Takes out what <see cref="StoreIdToken"/> kept: it is shown to the provider once, at sign-out.</summary>
[PublicAccess("The ticket sealed at sign-out names the sign-in.")]
internal sealed class RedeemIdToken(TenantSession session, SsoSecrets secrets) : UseCase<RedeemIdToken, Guid, RedeemIdToken.Kept>
{
    /// <param name="IdToken">Null when there is none.</param>
    public sealed record Kept(string? IdToken);

    public override async Task<Outcome<Kept>> Run(Guid input, CancellationToken cancel)
    {
        var db = session.Open<PlatformDb>();
        if (await db.Set<SsoIdToken>().FirstOrDefaultAsync(t => t.SessionId == input, cancel) is not { } kept)
            return new Kept(null);

        db.Set<SsoIdToken>().Remove(kept);
        return new Kept(secrets.Open(session.Tenant, SsoSecrets.IdToken, kept.IdToken));
    }
}
