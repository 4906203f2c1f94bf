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

/// <summary>A person's own name and language, the same in every business they work in.</summary>
[SignedIn]
internal sealed class ChangeProfile(
    UserManager<Person> accounts,
    TenantSession session,
    SessionCache sessions,
    Caller caller,
    AuditTrail audit
) : UseCase<ChangeProfile, ChangeProfile.Input, Done>
{
    public sealed record Input(string? Name, string? Language);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var name = SingleLineName.Read(input.Name, nameof(input.Name), refusals);
        var language = Language.All.FirstOrDefault(l => l.Code == input.Language);
        if (language is null)
            refusals.Add(PlatformErrors.Invalid(nameof(input.Language)));
        if (Refusal.Of(refusals) is { } refused)
            return refused;

        if (await accounts.FindByIdAsync(caller.Person.ToString()!) is not { } person)
            return PlatformErrors.NotFound();
        if (person.DisplayName == name && person.Language == language!.Code)
            return default(Done);

        var before = new { Name = person.DisplayName, person.Language };
        (person.DisplayName, person.Language) = (name, language!.Code);
        if (!(await accounts.UpdateAsync(person)).Succeeded)
            return PlatformErrors.ChangedByAnother();

        audit.Record("platform.profile_changed", "platform.person", person.Id, before, new { Name = name, person.Language });
        session.AfterCommit(() => sessions.Forget(person.PersonId));
        return default(Done);
    }
}
