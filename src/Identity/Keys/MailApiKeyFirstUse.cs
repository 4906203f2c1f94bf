using Microsoft.Extensions.Options;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Mail;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity.Keys;

/// <summary>Tells a key's maker and the owners that it was used from a network it never was before.</summary>
internal sealed class MailApiKeyFirstUse(TenantSession session, IMail mail, TextCatalog texts, IOptions<SiteOptions> site) : IWorkHandler
{
    internal const string Kind = "platform.mail_key_place";

    internal sealed record Payload(Guid Key, string Address, DateTimeOffset At);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        foreach (var to in await Recipients(payload.Key, cancel))
        {
            var language = Language.Find(to.Language) ?? Language.Malay;
            var at = MalaysianTime.Show(payload.At, language);
            var where = $"{site.Value.AddressFor(null)}/{to.Slug}/settings/api-keys";
            var body = texts.Get(language, "mail.key_place.body", to.Person, to.Key, to.Hint, to.Business, at, payload.Address, where);
            await mail.Send(new($"{item.Id:N}.{to.Id:N}", to.Email, texts.Get(language, "mail.key_place.subject", to.Key), body), cancel);
        }
    }

    private async Task<List<Recipient>> Recipients(Guid key, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT p.person_id, p.display_name, p.email, coalesce(p.language, ''), k.name, k.hint, b.name, t.slug
            FROM platform.api_keys k
            JOIN platform.businesses b ON b.tenant_id = k.tenant_id JOIN platform.tenants t ON t.tenant_id = k.tenant_id
            JOIN platform.memberships m ON m.tenant_id = k.tenant_id AND m.status = 'active' AND (m.person_id = k.person_id OR m.role = $3)
            JOIN platform.known_people p ON p.tenant_id = m.tenant_id AND p.person_id = m.person_id
            WHERE k.tenant_id = $1 AND k.key_id = $2
            """,
            session.Connection
        )
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<Guid> { TypedValue = key },
                new NpgsqlParameter<string> { TypedValue = BuiltInRoles.Owner },
            },
        };
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<Recipient>();
        while (await rows.ReadAsync(cancel))
        {
            found.Add(
                new(
                    rows.GetGuid(0),
                    rows.GetString(1),
                    rows.GetString(2),
                    rows.GetString(3),
                    rows.GetString(4),
                    rows.GetString(5),
                    rows.GetString(6),
                    rows.GetString(7)
                )
            );
        }
        return found;
    }

    private sealed record Recipient(
        Guid Id,
        string Person,
        string Email,
        string Language,
        string Key,
        string Hint,
        string Business,
        string Slug
    );
}
