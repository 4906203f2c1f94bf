using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Niaga.Platform.Mail;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Platform.People;

/// <summary>Mails a single-use link for each account of the address; to an address without one, nothing.</summary>
internal sealed class MailPasswordReset(AccountFinder finder, UserManager<Person> accounts, IMail mail, TextCatalog texts) : IWorkHandler
{
    internal const string Kind = "platform.mail_password_reset";

    internal sealed record Payload(string Email, string Origin, string Language);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        var language = Language.Find(payload.Language) ?? Language.Malay;
        foreach (var person in await finder.ByAddress(EmailAddress.Parse(payload.Email), cancel))
        {
            var code = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(await accounts.GeneratePasswordResetTokenAsync(person)));
            var link = $"{payload.Origin}/reset-password?person={person.Id}&code={code}";
            var body = texts.Get(language, "mail.password_reset.body", person.DisplayName, link, MalaysianTime.Show(person.CreatedAt, language));
            await mail.Send(new($"{item.Id:N}.{person.Id:N}", person.Email!, texts.Get(language, "mail.password_reset.subject"), body), cancel);
        }
    }
}
