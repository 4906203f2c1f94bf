using Niaga.Contract;
using Niaga.Platform.People;
using Niaga.Platform.Security;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.SignIn;

/// <summary>A person signs out, here or on another of their devices.</summary>
[SignedIn]
internal sealed class EndSession(PeopleDb people, PersonEvents events, Caller caller, TimeProvider clock) : UseCase<EndSession, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid input, CancellationToken cancel)
    {
        if (caller.Person is not { } person) return PlatformErrors.NotSignedIn();
        if (!await SessionEnding.One(people, person, input, input == caller.Session?.Id ? "signed_out" : "signed_out_elsewhere", clock.GetUtcNow(), cancel)) return PlatformErrors.NotFound();
        events.Note(person, "platform.signed_out", new { Session = input });
        return default(Done);
    }
}
