using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Niaga.Identity.People;
using Niaga.Platform.Mail;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Identity.Security;

/// <summary>
/// Mails a person what happened to their sign-in: what, when, on which device, from where, and what to do if it was not them.
/// Goes to the account's own address, confirmed or not, and to no other but one they have just left.
/// </summary>
internal sealed class MailPersonEvent(UserManager<Person> accounts, IMail mail, TextCatalog texts, IOptions<SiteOptions> site)
    : IWorkHandler
{
    internal const string Kind = "platform.mail_person_event";

    /// <param name="Person">Whom.</param>
    /// <param name="Action">One of <see cref="PersonMails.Events"/>.</param>
    /// <param name="At">When it happened.</param>
    /// <param name="Device">The browser, as its owner would call it.</param>
    /// <param name="Address">The network address.</param>
    /// <param name="Site">The platform's address, for the links.</param>
    /// <param name="AlsoTo">A second address.</param>
    internal sealed record Payload(
        Guid Person,
        string Action,
        DateTimeOffset At,
        string? Device,
        string? Address,
        string Site,
        string? AlsoTo
    );

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        if (!PersonMails.Tells(payload.Action))
            throw new PermanentWorkFailure("no words for this event");
        if (await accounts.FindByIdAsync(payload.Person.ToString()) is not { Email: { } email } person)
            return;

        var language = Language.Find(person.Language) ?? Language.Malay;
        var subject = texts.Get(language, $"mail.security.{PersonMails.Name(payload.Action)}.subject");
        var body = Body(payload, person.DisplayName, language);
        foreach (
            var (to, number) in new[] { email, payload.AlsoTo }
                .OfType<string>()
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Select((to, i) => (to, i))
        )
        {
            // The key is the same at every attempt, so that a mailbox shows a repeated e-mail once.
            await mail.Send(new(string.Create(CultureInfo.InvariantCulture, $"{item.Id:N}.{number}"), to, subject, body), cancel);
        }
    }

    private string Body(Payload payload, string name, Language language)
    {
        var body = new StringBuilder();
        void Line(string key, params object?[] values) => body.Append(texts.Get(language, "mail.security." + key, values)).Append('\n');
        Line("hello", name);
        Line($"{PersonMails.Name(payload.Action)}.text");
        body.Append('\n');
        Line("when", MalaysianTime.Show(payload.At, language));
        if (payload.Device is not null)
            Line("device", payload.Device);
        if (payload.Address is not null)
            Line("address", payload.Address);
        body.Append('\n');
        switch (PersonMails.Against(payload.Action))
        {
            case PersonMails.Remedy.Devices:
                Line("not_you.devices", payload.Site + "/account/devices", payload.Site + "/forgot-password");
                break;
            case PersonMails.Remedy.NewPassword:
                Line("not_you.new_password", payload.Site + "/forgot-password");
                break;
            default:
                Line("not_you.operator", site.Value.Contact);
                break;
        }
        return body.Append("\nNiaga\n").ToString();
    }
}
