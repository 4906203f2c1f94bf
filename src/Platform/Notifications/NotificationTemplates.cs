using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Platform.Notifications;

/// <summary>The mails a business may say in its own words, and how they read.</summary>
internal sealed class NotificationTemplates(TenantSession session, ModuleCatalog modules, TextCatalog texts)
{
    /// <param name="Kind">Which.</param>
    /// <param name="Own">Codes of the languages in which the business has words of its own.</param>
    internal sealed record Row(NotificationKind Kind, IReadOnlyList<string> Own);

    /// <summary>A kind that goes by mail and belongs to the business's modules, or null.</summary>
    internal static NotificationKind? Find(ModuleCatalog modules, Caller caller, string? key) =>
        Offered(modules, caller).FirstOrDefault(k => k.Key == key);

    public async Task<IReadOnlyList<Row>> List(Caller caller, CancellationToken cancel)
    {
        var own = await session.Rows(
            $"SELECT kind, language FROM platform.notification_templates WHERE tenant_id = {session.Tenant.Value} ORDER BY language",
            row => (Kind: row.GetString(0), Language: row.GetString(1)),
            cancel
        );
        return [.. Offered(modules, caller).Select(k => new Row(k, [.. own.Where(o => o.Kind == k.Key).Select(o => o.Language)]))];
    }

    /// <summary>The words in force, and whether they are the business's own.</summary>
    public async Task<(NotificationTemplate Template, bool Own)> Read(NotificationKind kind, Language language, CancellationToken cancel)
    {
        var own = await session.Rows(
            $"""
            SELECT subject, body FROM platform.notification_templates
            WHERE tenant_id = {session.Tenant.Value} AND kind = {kind.Key} AND language = {language.Code}
            """,
            row => new NotificationTemplate(row.GetString(0), row.GetString(1)),
            cancel
        );
        return own is [var template]
            ? (template, true)
            : (new(NotificationMail.Subject(kind, texts, language), NotificationMail.Body(kind, texts, language)), false);
    }

    /// <summary>What the placeholders of an example stand for: texts <c>notification.{kind}.{placeholder}</c>.</summary>
    public Dictionary<string, string> Example(
        NotificationKind kind,
        Language language,
        DateTimeOffset now,
        string name,
        string business,
        string link
    )
    {
        var values = kind.Placeholders.ToDictionary(
            p => p,
            p => texts.Get(language, $"notification.{kind.Key}.{p}"),
            StringComparer.Ordinal
        );
        values["name"] = name;
        values["business"] = business;
        values["link"] = link;
        values["when"] = MalaysianTime.Show(now, language);
        return values;
    }

    private static IEnumerable<NotificationKind> Offered(ModuleCatalog modules, Caller caller) =>
        modules
            .Manifests.Where(m => m.Entitlement is null || caller.Entitlements.Contains(m.Entitlement.Key))
            .SelectMany(m => m.Notifications)
            .Where(k => k.Mail != ByMail.Never);
}
