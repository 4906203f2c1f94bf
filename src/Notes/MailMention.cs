using Microsoft.Extensions.Options;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Mail;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Notes;

/// <summary>Tells a member by mail that a comment names them: as it reads now, and only while they may see the record.</summary>
internal sealed class MailMention(
    TenantSession session,
    Colleagues colleagues,
    IEnumerable<NoteKind> kinds,
    IMail mail,
    TextCatalog texts,
    IOptions<SiteOptions> site
) : IWorkHandler
{
    internal const string Kind = "notes.mail_mention";

    internal sealed record Payload(string Subject, Guid Record, Guid Comment, Guid Person);

    private sealed record Said(string Text, string Who, string Business, string Slug, string Name, string Email, string? Language);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        if (kinds.FirstOrDefault(k => k.Subject == payload.Subject) is not { } kind)
            return;
        if ((await colleagues.Who(kind.View, cancel)).All(c => c.Person.Value != payload.Person))
            return;
        if (await kind.Name(session, payload.Record, cancel) is not { } record || await Find(payload, cancel) is not { } said)
            return;

        var language = Language.Find(said.Language ?? "") ?? Language.Malay;
        var page = $"{site.Value.AddressFor(null)}/{said.Slug}/{kind.Page(payload.Record)}#notes";
        await mail.Send(
            new(
                item.Id.ToString("N"),
                said.Email,
                texts.Get(language, "notes.mail.subject", said.Who, record),
                texts.Get(language, "notes.mail.body", said.Name, said.Who, record, said.Business, said.Text, page)
            ),
            cancel
        );
    }

    private async Task<Said?> Find(Payload payload, CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT c.text, coalesce(w.display_name, ''), b.name, t.slug, p.display_name, p.email, p.language FROM notes.comments c
                JOIN platform.businesses b ON b.tenant_id = c.tenant_id JOIN platform.tenants t ON t.tenant_id = c.tenant_id
                JOIN platform.people p ON p.id = {payload.Person} LEFT JOIN platform.people w ON w.id = c.person_id
                WHERE c.tenant_id = {session.Tenant.Value} AND c.comment_id = {payload.Comment} AND c.removed_at IS NULL
                    AND p.email IS NOT NULL AND p.email_confirmed
                """,
                row => new Said(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetString(4),
                    row.GetString(5),
                    row.IsDBNull(6) ? null : row.GetString(6)
                ),
                cancel
            )
        ).FirstOrDefault();
}
