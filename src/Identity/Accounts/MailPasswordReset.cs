using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Niaga.Identity.Attempts;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Callers;
using Niaga.Platform.Mail;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Identity.Accounts;

/// <summary>
/// Mails a single-use link for each account of the address; to an address without one, nothing. However often it is asked for, one
/// e-mail and one log entry within a time window.
/// </summary>
internal sealed class MailPasswordReset(
    AccountFinder finder,
    UserManager<Person> accounts,
    AttemptCounter counter,
    PersonEvents events,
    Caller caller,
    IMail mail,
    TextCatalog texts,
    IOptions<AttemptLimits> limits
) : IWorkHandler
{
    internal const string Kind = "platform.mail_password_reset";

    internal sealed record Payload(string Email, string Origin, string? From = null);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        caller.SetOrigin(new("page", IPAddress.TryParse(payload.From, out var from) ? from : null));
        foreach (var person in await finder.ByAddress(EmailAddress.Parse(payload.Email), cancel))
        {
            if (
                await counter.Add(
                    person.PersonId,
                    AttemptCounter.Reset,
                    "",
                    counter.Window(limits.Value.Window),
                    locked: false,
                    tooOften: false,
                    cancel
                ) > 1
            )
                continue;

            events.Note(person.PersonId, "platform.password_reset_asked");
            var language = Language.Find(person.Language) ?? Language.Malay;
            var code = EmailConfirmationTokens.Write(await accounts.GeneratePasswordResetTokenAsync(person));
            var link = $"{payload.Origin}/reset-password?person={person.Id}&code={code}";
            var body = texts.Get(
                language,
                "mail.password_reset.body",
                person.DisplayName,
                link,
                MalaysianTime.Show(person.CreatedAt, language)
            );
            await mail.Send(
                new($"{item.Id:N}.{person.Id:N}", person.Email!, texts.Get(language, "mail.password_reset.subject"), body),
                cancel
            );
        }
    }
}
