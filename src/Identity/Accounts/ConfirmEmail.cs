using Microsoft.AspNetCore.Identity;
using Niaga.Contract;
using Niaga.Identity.Domains;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Accounts;

/// <summary>
/// The link from the mail proves the mailbox: of the account's own address, or of the one it changes to. A confirmed address is one
/// account's alone; the database decides between two who confirm at once.
/// </summary>
[PublicAccess("The link in the mail is the proof.")]
internal sealed class ConfirmEmail(UserManager<Person> accounts, HomeRealmDiscovery company, PersonEvents events)
    : UseCase<ConfirmEmail, ConfirmEmail.Input, Done>
{
    /// <param name="Person">Whose account.</param>
    /// <param name="Code">The link's token.</param>
    /// <param name="Address">The new address, where the link is about a change.</param>
    public sealed record Input(string? Person, string? Code, string? Address);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!Guid.TryParse(input.Person, out var id) || EmailConfirmationTokens.Read(input.Code) is not { } token)
            return AccountErrors.EmailLinkSpent();
        if (await accounts.FindByIdAsync(id.ToString()) is not { } person)
            return AccountErrors.EmailLinkSpent();

        return string.IsNullOrEmpty(input.Address) ? await Confirm(person, token) : await Change(person, input.Address, token, cancel);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "people_email_confirmed" ? AccountErrors.EmailTaken() : null;

    private async Task<Outcome<Done>> Confirm(Person person, string token)
    {
        if (person.EmailConfirmed || !(await accounts.ConfirmEmailAsync(person, token)).Succeeded)
            return AccountErrors.EmailLinkSpent();
        if (!(await accounts.UpdateSecurityStampAsync(person)).Succeeded)
            return PlatformErrors.ChangedByAnother();

        events.Note(person.PersonId, "platform.email_confirmed");
        return default(Done);
    }

    private async Task<Outcome<Done>> Change(Person person, string address, string token, CancellationToken cancel)
    {
        if (await company.IsRequired(EmailAddress.Parse(person.Email!), cancel))
            return AccountErrors.EmailOfCompany();

        var old = person.Email!;
        if (!EmailAddress.TryParse(address, out var email) || !(await accounts.ChangeEmailAsync(person, email.Value, token)).Succeeded)
            return AccountErrors.EmailLinkSpent();
        // The old mailbox is told too: if somebody else did it, this is how its owner learns of it.
        events.Note(person.PersonId, "platform.email_changed", alsoTell: old);
        return default(Done);
    }
}
