using Microsoft.AspNetCore.Identity;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Identity.Sessions;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Accounts;

/// <summary>The language a person reads, kept with their account: pages on every device and e-mails follow it.</summary>
[SignedIn]
internal sealed class ChangeLanguage(
    UserManager<Person> accounts,
    TenantSession session,
    SessionCache sessions,
    Caller caller,
    AuditTrail audit
) : UseCase<ChangeLanguage, ChangeLanguage.Input, Done>
{
    public sealed record Input(string? Language);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (Language.All.FirstOrDefault(l => l.Code == input.Language) is not { } language)
            return PlatformErrors.Invalid(nameof(input.Language));

        if (await accounts.FindByIdAsync(caller.Person.ToString()!) is not { } person)
            return PlatformErrors.NotFound();
        if (person.Language == language.Code)
            return default(Done);

        var before = new { person.Language };
        person.Language = language.Code;
        if (!(await accounts.UpdateAsync(person)).Succeeded)
            return PlatformErrors.ChangedByAnother();

        audit.Record("platform.profile_changed", "platform.person", person.Id, before, new { person.Language });
        session.AfterCommit(() => sessions.Forget(person.PersonId));
        return default(Done);
    }
}
