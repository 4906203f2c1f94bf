using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Sso;

/// <summary>Keeps what the provider gave at a sign-in, encrypted, until the person signs out.</summary>
[PublicAccess("Part of signing in through the business's provider.")]
internal sealed class StoreIdToken(TenantSession session, SsoSecrets secrets, TimeProvider clock)
    : UseCase<StoreIdToken, StoreIdToken.Input, Done>
{
    public sealed record Input(Guid Session, string IdToken);

    public override Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        session
            .Open<PlatformDb>()
            .Set<SsoIdToken>()
            .Add(new(input.Session, secrets.Seal(session.Tenant, SsoSecrets.IdToken, input.IdToken), clock.GetUtcNow()));
        return Task.FromResult<Outcome<Done>>(default(Done));
    }
}
