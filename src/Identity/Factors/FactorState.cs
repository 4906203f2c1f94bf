using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Identity.Access;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Identity.Factors;

/// <summary>Which second steps a person has, and what follows when one comes or goes.</summary>
internal sealed class FactorState(PeopleDb people, RecoveryCodes codes, PersonEvents events)
{
    /// <summary>An authenticator app or a passkey.</summary>
    public async Task<bool> Has(Person person, CancellationToken cancel) =>
        person.TwoFactorEnabled || await people.Of(person).UserPasskeys.AnyAsync(k => k.UserId == person.Id, cancel);

    /// <summary>
    /// A password alone opens nothing to a program where it would not open it to its person: they have a second step, or the
    /// business asks one of their role.
    /// </summary>
    public async Task<Refusal?> RefusePasswordAlone(Person person, AccessPolicy policy, string role, CancellationToken cancel) =>
        policy.SecondFactorRoles.Contains(role) || await Has(person, cancel) ? PlatformErrors.SecondFactorRequired() : null;

    /// <summary>Whoever comes through a company's provider is managed there: neither password nor factors change by that sign-in.</summary>
    public static Refusal? RefuseManaged(Caller caller) =>
        caller.Session switch
        {
            null => PlatformErrors.NotSignedIn(),
            { BoundTo: not null } => PlatformErrors.ManagedElsewhere(),
            _ => null,
        };

    /// <summary>The sign-in has proven a second step just now.</summary>
    /// <returns>1, or 0 when it has ended meanwhile.</returns>
    public Task<int> Prove(PersonId person, Guid session, DateTimeOffset now, CancellationToken cancel) =>
        people
            .Of(person)
            .Sessions.Where(s => s.SessionId == session && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.FactorAt, now), cancel);

    /// <summary>Recovery codes come with the first factor.</summary>
    /// <returns>New ones, or none where there are some already.</returns>
    public async Task<IReadOnlyList<string>> CodesOfFirst(PersonId person, DateTimeOffset now, CancellationToken cancel) =>
        await codes.Left(person, cancel) > 0 ? [] : await codes.Replace(person, now, cancel);

    /// <summary>
    /// After a factor went: with the last one go the recovery codes, and no sign-in of theirs counts as proven by it any more (what a
    /// company's provider proved stays).
    /// </summary>
    public async Task AfterRemoval(Person person, CancellationToken cancel)
    {
        if (await Has(person, cancel))
            return;

        await codes.Drop(person.PersonId, cancel);
        await people
            .Of(person)
            .Sessions.Where(s => s.PersonId == person.PersonId && s.BoundTo == null && s.EndedAt == null && s.FactorAt != null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.FactorAt, (DateTimeOffset?)null), cancel);
    }

    /// <summary>
    /// Whoever proves the mailbox of an account nobody had confirmed may not be who made it: what opened it beside the password goes, so
    /// that
    /// whoever made it earlier loses access.
    /// </summary>
    public async Task Clear(Person person, CancellationToken cancel)
    {
        var passkeys = await people.Of(person).UserPasskeys.Where(k => k.UserId == person.Id).ExecuteDeleteAsync(cancel);
        if (passkeys > 0)
            events.Note(person.PersonId, "platform.passkey_removed", new { Count = passkeys });
        if (person.TwoFactorEnabled)
        {
            await people.Of(person).UserTokens.Where(t => t.UserId == person.Id).ExecuteDeleteAsync(cancel);
            // Written with the caller's next change of the person.
            person.TwoFactorEnabled = false;
            events.Note(person.PersonId, "platform.factor_removed", new { Factor = "authenticator" });
        }
        await codes.Drop(person.PersonId, cancel);
        foreach (var login in await people.Of(person).UserLogins.Where(l => l.UserId == person.Id).ToListAsync(cancel))
        {
            people.UserLogins.Remove(login);
            events.Note(person.PersonId, "platform.provider_unlinked", new { Provider = login.ProviderDisplayName });
        }
    }

    /// <summary>The person, locked until the use case ends: everything about their factors happens one after the other.</summary>
    public async Task<Person?> ReadForUpdate(PersonId person, CancellationToken cancel) =>
        (
            await people.Of(person).Users.FromSql($"SELECT * FROM platform.people WHERE id = {person.Value} FOR UPDATE").ToListAsync(cancel)
        ).SingleOrDefault();
}
