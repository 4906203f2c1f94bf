using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.SignIn;

/// <summary>A person signs out, here or on another of their devices.</summary>
[SignedIn]
internal sealed class EndSession(PeopleDb people, PersonEvents events, Caller caller, TimeProvider clock) : UseCase<EndSession, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        if (caller.Session is not { } session)
            return PlatformErrors.NotSignedIn();

        var here = input == session.Id;
        var mine = ActiveSessions.SeenFrom(people, session).Where(s => s.SessionId == input);
        if (await SessionRevocation.End(mine, here ? "signed_out" : "signed_out_elsewhere", clock.GetUtcNow(), cancel) != 1)
            return PlatformErrors.NotFound();

        events.Note(
            session.Person,
            here ? "platform.signed_out" : "platform.signed_out_elsewhere",
            here ? new { Session = input } : new { Count = 1 }
        );
        return default(Done);
    }
}
