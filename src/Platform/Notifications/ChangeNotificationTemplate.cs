using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Notifications;

/// <summary>The business says a kind's mail in its own words, in one language.</summary>
[Needs(PlatformPermissions.SettingsEdit)]
internal sealed class ChangeNotificationTemplate(TenantSession session, ModuleCatalog modules, Caller caller, AuditTrail audit)
    : UseCase<ChangeNotificationTemplate, ChangeNotificationTemplate.Input, Done>
{
    /// <param name="Kind">A kind that goes by mail.</param>
    /// <param name="Language">Code of the language.</param>
    /// <param name="Subject">As typed.</param>
    /// <param name="Body">As typed.</param>
    public sealed record Input(string? Kind, string? Language, string? Subject, string? Body);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (NotificationTemplates.Find(modules, caller, input.Kind) is not { } kind || Language.Find(input.Language) is not { } language)
            return PlatformErrors.NotFound();
        if (!NotificationTemplate.Read(kind, input.Subject, input.Body).Succeeded(out var template, out var refusal))
            return refusal;

        await using var write = new NpgsqlCommand(
            """
            INSERT INTO platform.notification_templates AS t (tenant_id, kind, language, subject, body) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, kind, language) DO UPDATE SET subject = excluded.subject, body = excluded.body
                WHERE (t.subject, t.body) <> (excluded.subject, excluded.body)
            """,
            session.Connection
        )
        {
            Parameters =
            {
                new() { Value = session.Tenant.Value },
                new() { Value = kind.Key },
                new() { Value = language.Code },
                new() { Value = template.Subject },
                new() { Value = template.Body },
            },
        };
        if (await write.ExecuteNonQueryAsync(cancel) > 0)
            audit.Record(
                "platform.notification_template_changed",
                "platform.notification_template",
                $"{kind.Key} {language.Code}",
                after: new { template.Subject, template.Body }
            );
        return default(Done);
    }
}
