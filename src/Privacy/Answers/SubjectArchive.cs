using System.IO.Compression;
using Niaga.Papers.Output;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Files;
using Niaga.Platform.Modules;
using Niaga.Platform.Subjects;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;

namespace Niaga.Privacy.Answers;

/// <summary>All the business keeps of somebody: as data, as papers to read in each language, with the files that belong to it.</summary>
internal sealed class SubjectArchive(
    TenantSession session,
    IEnumerable<ISubjectKind> kinds,
    IEnumerable<ISubjectSource> sources,
    AnswerMasks masks,
    Looks looks,
    DisclosureLog disclosures,
    TenantFiles files,
    BusinessProfile profile,
    PaperPrinter printer,
    TextCatalog texts,
    ModuleCatalog modules,
    TimeProvider clock
)
{
    private const int MostLooks = 2000;

    private static readonly PersonalColumn Name = new("privacy.requests", "name");

    private static readonly PersonalColumn Contact = new("privacy.requests", "contact");

    private static readonly PersonalColumn Details = new("privacy.requests", "details");

    private sealed record Asked(
        int Number,
        string Kind,
        string Name,
        string? Contact,
        string? Details,
        string? Subject,
        Guid? SubjectId,
        DateOnly On
    );

    public async Task<byte[]> Make(Guid request, bool all, CancellationToken cancel)
    {
        var asked = await Read(request, cancel);
        var told = await Gather(request, asked, cancel);
        var data = SubjectData.Json(told);
        if (!all)
            return data;

        using var kept = new MemoryStream();
        await using (var zip = await ZipArchive.CreateAsync(kept, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel))
        {
            await Add(zip, "data.json", data, cancel);
            foreach (var language in Language.All)
            {
                var paper = await printer.Make(AnswerPaper.Of(told, new(texts) { Language = language }, texts), PaperFormat.A4, cancel);
                await Add(zip, $"{texts.Get(language, "privacy.answer.file")}-{language.Code}.pdf", paper.Content, cancel);
            }
            var number = 0;
            foreach (var file in told.Tables.SelectMany(t => t.Files))
            {
                if (await files.Find(file.Id, cancel) is { } found)
                    await Add(zip, $"files/{++number:00}-{SubjectData.Unmarked(file.Name, SubjectData.Another)}", found.Content, cancel);
            }
        }
        return kept.ToArray();
    }

    private async Task<SubjectData> Gather(Guid request, Asked asked, CancellationToken cancel)
    {
        var tables = new List<SubjectTable>();
        IReadOnlyList<Looks.Look> seen = [];
        IReadOnlyList<SubjectData.Origin> origins = [];
        if (asked is { Subject: { } kind, SubjectId: { } id } && kinds.FirstOrDefault(k => k.Key == kind) is { } known)
        {
            if (await known.Find(id, cancel) is { } subject)
            {
                // One after the other: a transaction reads one thing at a time.
                foreach (var source in sources)
                    tables.AddRange((await source.Of(subject, cancel)).Where(t => t.Rows.Count > 0));
                tables = await masks.Others(tables, subject, cancel);
                seen = await looks.Of(kind, [.. subject.Ids], null, MostLooks, cancel);
                origins = await Origins(subject, cancel);
            }
        }
        else
            tables.Add(
                new(
                    "privacy.requests",
                    ["number", "kind", "received_on", "name", "contact", "details"],
                    [
                        [asked.Number, asked.Kind, asked.On, asked.Name, asked.Contact, asked.Details],
                    ]
                )
            );
        var business = await profile.Read(cancel);
        return new(
            business.Name,
            asked.Number,
            asked.Kind,
            asked.Name,
            asked.On,
            clock.GetUtcNow(),
            // Their own record first; what they asked before comes last.
            [
                .. (await masks.Colleagues(tables, asked.Name, cancel)).OrderBy(t =>
                    t.Table.StartsWith("privacy.", StringComparison.Ordinal)
                ),
            ],
            origins,
            seen
        )
        {
            Sensitive = modules.Sensitive,
        };
    }

    private async Task<Asked> Read(Guid request, CancellationToken cancel)
    {
        var rows = await session.Rows(
            $"""
            SELECT number, kind, name, contact, details, subject, subject_id, received_on FROM privacy.requests
            WHERE tenant_id = {session.Tenant.Value} AND request_id = {request}
            """,
            row =>
                (
                    Number: row.GetInt32(0),
                    Kind: row.GetString(1),
                    Name: row.Personal(2, Name, request),
                    Contact: row.Personal(3, Contact, request),
                    Details: row.Personal(4, Details, request),
                    Subject: row.IsDBNull(5) ? null : row.GetString(5),
                    SubjectId: row.IsDBNull(6) ? (Guid?)null : row.GetGuid(6),
                    On: row.GetFieldValue<DateOnly>(7)
                ),
            cancel
        );
        var shown = await disclosures.Show("privacy.request", [request], ["name", "contact", "note"], cancel);
        var one = rows[0];
        return new(
            one.Number,
            one.Kind,
            shown.Text(one.Name, request)!,
            shown.Text(one.Contact, request),
            shown.Text(one.Details, request),
            one.Subject,
            one.SubjectId,
            one.On
        );
    }

    /// <summary>How their records came into the books: what the log says was done first.</summary>
    private Task<List<SubjectData.Origin>> Origins(Subject subject, CancellationToken cancel)
    {
        var ids = subject.Ids.Select(i => i.ToString()).ToArray();
        return session.Rows(
            $"""
            SELECT n.at, n.channel, n.action FROM unnest({ids}) AS s (id) CROSS JOIN LATERAL (
                SELECT a.at, a.channel, a.action FROM platform.audit_entries a
                WHERE a.tenant_id = {session.Tenant.Value} AND a.subject = {subject.Kind} AND a.subject_id = s.id
                ORDER BY a.entry_id LIMIT 1
            ) n ORDER BY n.at
            """,
            row => new SubjectData.Origin(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2)),
            cancel
        );
    }

    private static async Task Add(ZipArchive zip, string name, byte[] content, CancellationToken cancel)
    {
        await using var entry = await zip.CreateEntry(name).OpenAsync(cancel);
        await entry.WriteAsync(content, cancel);
    }
}
