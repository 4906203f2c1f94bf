using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Mail;
using Niaga.Platform.Notifications;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity.Security;

/// <summary>Mails an owner's notice to each owner of the business in their own language.</summary>
internal sealed class MailOwners(TenantSession session, IMail mail, Notifier notifier, TextCatalog texts) : IWorkHandler
{
    internal const string Kind = "platform.owner_notice";

    internal sealed record Payload(string What, string[] Values, Guid? Actor, DateTimeOffset At, string Site);

    private sealed record Owner(Guid Id, string Name, string Email, string Language);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        var (business, slug, actor) = await Names(payload.Actor, cancel);
        var details = new NotificationDetails().AddText("what", $"mail.owner.{payload.What}.subject", business);
        notifier.Tell(
            OwnerNotices.Notice,
            item.Id.ToString(),
            actor is null ? details.AddText("who", "mail.owner.niaga") : details.Add("who", actor),
            "settings/security-log"
        );
        foreach (var owner in await Owners(cancel))
        {
            var language = Language.Find(owner.Language) ?? Language.Malay;
            var what = texts.Get(
                language,
                $"mail.owner.{payload.What}.text",
                [business, actor ?? texts.Get(language, "mail.owner.niaga"), .. payload.Values]
            );
            var body = texts.Get(
                language,
                "mail.owner.body",
                owner.Name,
                what,
                MalaysianTime.Show(payload.At, language),
                $"{payload.Site}/{slug}/settings/security-log",
                business
            );
            await mail.Send(
                new($"{item.Id:N}.{owner.Id:N}", owner.Email, texts.Get(language, $"mail.owner.{payload.What}.subject", business), body),
                cancel
            );
        }
    }

    private async Task<(string Business, string Slug, string? Actor)> Names(Guid? actor, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand(
            """
            SELECT b.name, t.slug, (SELECT display_name FROM platform.known_people WHERE tenant_id = $1 AND person_id = $2)
            FROM platform.businesses b
            JOIN platform.tenants t USING (tenant_id) WHERE b.tenant_id = $1
            """,
            session.Connection
        );
        ask.Parameters.AddWithValue(session.Tenant.Value);
        ask.Parameters.Add(new() { Value = (object?)actor ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        await using var row = await ask.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel))
            throw new PermanentWorkFailure("no business here");

        return (row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2));
    }

    private async Task<List<Owner>> Owners(CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand(
            """
            SELECT p.person_id, p.display_name, p.email, p.language
            FROM platform.memberships m JOIN platform.known_people p ON p.tenant_id = m.tenant_id AND p.person_id = m.person_id
            WHERE m.tenant_id = $1 AND m.role = $2 AND m.status = 'active' AND p.email IS NOT NULL
            """,
            session.Connection
        );
        ask.Parameters.AddWithValue(session.Tenant.Value);
        ask.Parameters.AddWithValue(BuiltInRoles.Owner);
        var owners = new List<Owner>();
        await using var rows = await ask.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            owners.Add(new(rows.GetGuid(0), rows.GetString(1), rows.GetString(2), rows.GetString(3)));
        return owners;
    }
}
