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

/// <summary>The platform's own words again.</summary>
[Needs(PlatformPermissions.SettingsEdit)]
internal sealed class ResetNotificationTemplate(TenantSession session, ModuleCatalog modules, Caller caller, AuditTrail audit)
    : UseCase<ResetNotificationTemplate, ResetNotificationTemplate.Input, Done>
{
    /// <param name="Kind">A kind that goes by mail.</param>
    /// <param name="Language">Code of the language.</param>
    public sealed record Input(string? Kind, string? Language);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (NotificationTemplates.Find(modules, caller, input.Kind) is not { } kind || Language.Find(input.Language) is not { } language)
            return PlatformErrors.NotFound();

        await using var delete = new NpgsqlCommand(
            "DELETE FROM platform.notification_templates WHERE tenant_id = $1 AND kind = $2 AND language = $3 RETURNING subject, body",
            session.Connection
        )
        {
            Parameters =
            {
                new() { Value = session.Tenant.Value },
                new() { Value = kind.Key },
                new() { Value = language.Code },
            },
        };
        await using var row = await delete.ExecuteReaderAsync(cancel);
        if (await row.ReadAsync(cancel))
            audit.Record(
                "platform.notification_template_reset",
                "platform.notification_template",
                $"{kind.Key} {language.Code}",
                new { Subject = row.GetString(0), Body = row.GetString(1) }
            );
        return default(Done);
    }
}
