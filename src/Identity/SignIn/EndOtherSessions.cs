using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.SignIn;

/// <summary>A person signs out everywhere but here.</summary>
[SignedIn]
internal sealed class EndOtherSessions(PeopleDb people, PersonEvents events, Caller caller, TimeProvider clock)
    : UseCase<EndOtherSessions, Done, int>
{
    /// <returns>How many sign-ins ended.</returns>
    public override async Task<Outcome<int>> Run(Done input, CancellationToken cancel)
    {
        if (caller.Session is not { } here)
            return PlatformErrors.NotSignedIn();

        var ended = await SessionRevocation.End(
            ActiveSessions.SeenFrom(people, here).Where(s => s.SessionId != here.Id),
            "signed_out_elsewhere",
            clock.GetUtcNow(),
            cancel
        );
        if (ended > 0)
            events.Note(here.Person, "platform.signed_out_elsewhere", new { Count = ended });
        return ended;
    }
}
