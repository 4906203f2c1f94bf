using Microsoft.AspNetCore.Identity;
using Niaga.Contract;
using Niaga.Identity.Domains;
using Niaga.Identity.Factors;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Identity.SignIn;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity.Accounts;

/// <summary>
/// The link from the mail proves the mailbox: of the account's own address, or of the one it changes to. A confirmed address is one
/// account's alone; the database decides between two who confirm at once.
/// </summary>
[PublicAccess("The link in the mail is the proof.")]
internal sealed class ConfirmEmail(
    UserManager<Person> accounts,
    PeopleDb people,
    AddressHolder holders,
    FactorState factors,
    HomeRealmDiscovery company,
    PersonEvents events,
    Outbox outbox,
    TimeProvider clock
) : UseCase<ConfirmEmail, ConfirmEmail.Input, ConfirmEmail.Answer>
{
    /// <param name="Joined">The address had an account: what was signed up with it becomes that account's.</param>
    public sealed record Answer(bool Joined);

    /// <param name="Person">Whose account.</param>
    /// <param name="Code">The link's token.</param>
    /// <param name="Address">The new address, where the link is about a change.</param>
    public sealed record Input(string? Person, string? Code, string? Address);

    public override async Task<Outcome<Answer>> Run(Input input, CancellationToken cancel)
    {
        if (!Guid.TryParse(input.Person, out var id) || EmailConfirmationTokens.Read(input.Code) is not { } token)
            return AccountErrors.EmailLinkSpent();
        if (await accounts.FindByIdAsync(id.ToString()) is not { } person)
            return AccountErrors.EmailLinkSpent();

        return string.IsNullOrEmpty(input.Address)
            ? await Confirm(person, token, cancel)
            : await Change(person, input.Address, token, cancel);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "people_email_unique" ? AccountErrors.EmailTaken() : null;

    private async Task<Outcome<Answer>> Confirm(Person person, string token, CancellationToken cancel)
    {
        // Two who confirm one address at once follow each other; the second finds what the first made of it.
        var holder = await holders.Find(person.AddressKey, cancel);
        await people.Entry(person).ReloadAsync(cancel);
        if (
            person.EmailConfirmed
            || !await accounts.VerifyUserTokenAsync(
                person,
                accounts.Options.Tokens.EmailConfirmationTokenProvider,
                UserManager<Person>.ConfirmEmailTokenPurpose,
                token
            )
        )
            return AccountErrors.EmailLinkSpent();
        if (!await holders.Take(person, cancel))
            return await Join(person, holder!, cancel);

        person.EmailConfirmed = true;
        if (!(await accounts.UpdateSecurityStampAsync(person)).Succeeded)
            return PlatformErrors.ChangedByAnother();

        events.Note(person.PersonId, "platform.email_confirmed");
        return new Answer(Joined: false);
    }

    /// <summary>The mailbox is that of an account there is: what was signed up without its password passes to it, and ends.</summary>
    private async Task<Outcome<Answer>> Join(Person person, Person holder, CancellationToken cancel)
    {
        await factors.Clear(person, cancel);
        person.PasswordHash = null;
        await SessionRevocation.Others(people, person.PersonId, null, "account_joined", clock.GetUtcNow(), cancel);
        if (!(await accounts.UpdateSecurityStampAsync(person)).Succeeded)
            return PlatformErrors.ChangedByAnother();

        outbox.Add(JoinBusinesses.Kind, new JoinBusinesses.Payload(person.Id, holder.Id));
        return new Answer(Joined: true);
    }

    private async Task<Outcome<Answer>> Change(Person person, string address, string token, CancellationToken cancel)
    {
        if (await company.IsRequired(EmailAddress.Parse(person.Email!), cancel))
            return AccountErrors.EmailOfCompany();

        var old = person.Email!;
        if (
            !EmailAddress.TryParse(address, out var email)
            || !await accounts.VerifyUserTokenAsync(
                person,
                accounts.Options.Tokens.ChangeEmailTokenProvider,
                UserManager<Person>.GetChangeEmailTokenPurpose(email.Value),
                token
            )
        )
            return AccountErrors.EmailLinkSpent();
        if (!await holders.Free(email.Normalized, cancel))
            return AccountErrors.EmailTaken();

        person.ClaimedEmail = null;
        if (!(await accounts.ChangeEmailAsync(person, email.Value, token)).Succeeded)
            return AccountErrors.EmailLinkSpent();
        // The old mailbox is told too: if somebody else did it, this is how its owner learns of it.
        events.Note(person.PersonId, "platform.email_changed", alsoTell: old);
        return new Answer(Joined: false);
    }
}
