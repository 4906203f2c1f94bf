using Microsoft.Extensions.Options;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Identity.Delivery;

/// <summary>Notifications in the words of a mail, for one reader.</summary>
internal sealed class NotificationLetter(
    TenantSession session,
    NotificationTemplates templates,
    TextCatalog texts,
    IOptions<SiteOptions> site
)
{
    /// <summary>One of them, as a mail of its own.</summary>
    public async Task<(string Subject, string Body)> Of(Deliveries.Open open, Recipients.Recipient to, CancellationToken cancel)
    {
        var (language, kind) = (LanguageOf(to), open.Kind!);
        var values = await Values(open, to, language, cancel);
        var (template, _) = await templates.Read(kind, language, cancel);
        return (Line(template.Subject, values), Placeholders.Fill(template.Body, values));
    }

    /// <summary>One of them, as a short message: what, a sentence, where.</summary>
    public async Task<string> Short(Deliveries.Open open, Recipients.Recipient to, CancellationToken cancel)
    {
        var language = LanguageOf(to);
        var values = await Values(open, to, language, cancel);
        var about = Line(texts.Get(language, $"notification.{open.Kind!.Key}.about"), values);
        return $"{values["business"]}: {Line(NotificationMail.Subject(open.Kind, texts, language), values)}\n{about}\n{values["link"]}";
    }

    /// <summary>Several in one.</summary>
    public async Task<(string Subject, string Body)> Digest(
        IReadOnlyList<Deliveries.Open> open,
        Recipients.Recipient to,
        CancellationToken cancel
    )
    {
        var language = LanguageOf(to);
        var (business, address) = await Business(cancel);
        var lines = new List<string>();
        foreach (var one in open)
        {
            var values = await Values(one, to, language, cancel);
            var about = Line(texts.Get(language, $"notification.{one.Kind!.Key}.about"), values);
            lines.Add($"{Line(NotificationMail.Subject(one.Kind, texts, language), values)}\n{about}\n{values["link"]}");
        }
        return (
            texts.Get(language, "mail.digest.subject", business, open.Count),
            texts.Get(language, "mail.digest.body", to.Name, string.Join("\n\n", lines), $"{address}/notifications/choices", business)
        );
    }

    public static Language LanguageOf(Recipients.Recipient to) => Language.Find(to.Language) ?? Language.Malay;

    private async Task<Dictionary<string, string>> Values(
        Deliveries.Open open,
        Recipients.Recipient to,
        Language language,
        CancellationToken cancel
    )
    {
        var (business, address) = await Business(cancel);
        var values = NotificationDetails.Read(open.Details, texts, language);
        values["name"] = to.Name;
        values["business"] = business;
        values["link"] = $"{address}/notifications/{open.Notification}";
        values["when"] = MalaysianTime.Show(open.ToldAt, language);
        return values;
    }

    private async Task<(string Name, string Address)> Business(CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT b.name, t.slug FROM platform.businesses b JOIN platform.tenants t USING (tenant_id)
                WHERE b.tenant_id = {session.Tenant.Value}
                """,
                row => (row.GetString(0), $"{site.Value.AddressFor(null)}/{row.GetString(1)}"),
                cancel
            )
        )[0];

    private static string Line(string text, Dictionary<string, string> values) =>
        string.Join(' ', Placeholders.Fill(text, values).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
