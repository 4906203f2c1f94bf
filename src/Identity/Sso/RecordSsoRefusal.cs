using Niaga.Contract;
using Niaga.Identity.Oidc;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Sso;

/// <summary>A sign-in that began here came back from the provider with nothing that counts; the business's log says so.</summary>
[PublicAccess("The state sealed when the sign-in began is the proof that there was one.")]
internal sealed class RecordSsoRefusal(TenantSession session, AuditTrail audit, Caller caller, TimeProvider clock)
    : UseCase<RecordSsoRefusal, RecordSsoRefusal.Input, Done>
{
    public sealed record Input(Guid Connection, SsoFailure Fault);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        // Anybody can begin a sign-in and end it badly; the log takes one of a kind from one place within an hour.
        var once = $"sso_refused {input.Connection} {input.Fault} {caller.Origin.Address} {clock.GetUtcNow():yyyyMMddHH}";
        if (await ReplayGuard.Take(session, once, cancel))
            audit.Record(
                "platform.sso_sign_in_refused",
                "platform.sso_connection",
                input.Connection,
                after: new { Reason = input.Fault.ToString() }
            );
        return default(Done);
    }
}
