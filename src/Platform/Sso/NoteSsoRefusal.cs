using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Sso;

/// <summary>A sign-in that began here came back from the provider with nothing that counts; the business's log says so.</summary>
[PublicAccess("The state sealed when the sign-in began is the proof that there was one.")]
internal sealed class NoteSsoRefusal(AuditTrail audit) : UseCase<NoteSsoRefusal, NoteSsoRefusal.Input, Done>
{
    public sealed record Input(Guid Connection, SsoFault Fault);

    public override Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        audit.Record("platform.sso_sign_in_refused", "platform.sso_connection", input.Connection, after: new { Reason = input.Fault.ToString() });
        return Task.FromResult<Outcome<Done>>(default(Done));
    }
}
