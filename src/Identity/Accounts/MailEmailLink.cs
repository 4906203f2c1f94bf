using Microsoft.AspNetCore.Identity;
using Niaga.Identity.Attempts;
using Niaga.Identity.People;
using Niaga.Platform.Mail;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Identity.Accounts;

/// <summary>
/// Mails the link by which an address is confirmed: the account's own, or the one it shall change to. However many accounts are made
/// with one address, its mailbox gets a few e-mails an hour; nobody is told that one was held back, as that would reveal the other
/// accounts.
/// </summary>
internal sealed class MailEmailLink(
    UserManager<Person> accounts,
    AccountFinder finder,
    AttemptCounter counter,
    IMail mail,
    TextCatalog texts
) : IWorkHandler
{
    internal const string Kind = "platform.mail_email_link";

    internal const int MostToAnAddress = 10;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <param name="Person">Whose account.</param>
    /// <param name="Address">The new address, or null to confirm the present one.</param>
    /// <param name="Origin">Scheme and host the link leads to.</param>
    internal sealed record Payload(Guid Person, string? Address, string Origin);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        if (await accounts.FindByIdAsync(payload.Person.ToString()) is not { } person || (payload.Address is null && person.EmailConfirmed))
            return;

        await counter.LockAddress(person.AddressKey, cancel);
        await counter.Add(person.PersonId, AttemptCounter.EmailMessage, "", counter.Window(Hour), locked: false, tooOften: false, cancel);
        // The account that stood with the address first is written to whatever others are made after it; it may ask for few enough.
        if (
            payload.Address is null
            && await counter.AtAddress(person.AddressKey, AttemptCounter.EmailMessage, counter.Window(Hour), cancel) > MostToAnAddress
            && !await finder.IsOldest(person, cancel)
        )
            return;

        var language = Language.Find(person.Language) ?? Language.Malay;
        var token = payload.Address is { } changed
            ? await accounts.GenerateChangeEmailTokenAsync(person, changed)
            : await accounts.GenerateEmailConfirmationTokenAsync(person);
        var link =
            $"{payload.Origin}/confirm-email?person={person.Id}&code={EmailConfirmationTokens.Write(token)}"
            + $"{(payload.Address is null ? "" : "&address=" + Uri.EscapeDataString(payload.Address))}";
        // The address has an account: only its mailbox learns of it.
        var known = payload.Address is null && person.ClaimedEmail is { } claimed ? await finder.Confirmed(claimed, cancel) : null;
        if (known is not null)
            language = Language.Find(known.Language) ?? language;
        var text =
            known is not null ? "mail.second_business"
            : payload.Address is null ? "mail.confirm_email"
            : "mail.change_email";
        await mail.Send(
            new(
                item.Id.ToString("N"),
                payload.Address ?? person.Email!,
                texts.Get(language, text + ".subject"),
                texts.Get(
                    language,
                    text + ".body",
                    (known ?? person).DisplayName,
                    link,
                    MalaysianTime.Show(person.CreatedAt, language),
                    payload.Origin
                )
            ),
            cancel
        );
    }
}
