using System.Globalization;
using CsvHelper;
using Niaga.Identity.Security;
using Niaga.Platform.Audit;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Site.Settings;

/// <summary>Entries of a log as rows of a file, in the reader's words.</summary>
internal sealed class LogFile(Words words, FactWords facts)
{
    /// <summary>Rows fetched at a time.</summary>
    private const int Portion = 500;

    private static readonly string[] Columns = ["time", "what", "who", "about", "channel", "address", "device", "seal", "before", "after"];

    /// <param name="newest">The newest that match, so many at most.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="to">Where the file goes.</param>
    /// <param name="cancel">Ends the writing.</param>
    public async Task Write(
        Func<AuditFilter, int, CancellationToken, Task<AuditLog.Page>> newest,
        AuditFilter filter,
        Stream to,
        CancellationToken cancel
    )
    {
        // A name may begin like a formula: a spreadsheet must not take it for one.
        await using var csv = CsvWriter.Create(
            to,
            CsvWriterOptions.Default with
            {
                Injection = CsvInjection.Escape,
                WriteByteOrderMark = true,
            },
            true
        );
        await csv.WriteRecordAsync([.. Columns.Select(c => words["site.audit.column." + c])], cancel);
        while (await newest(filter, Portion, cancel) is { Entries: { Count: > 0 } entries } page)
        {
            foreach (var entry in entries)
                await csv.WriteRecordAsync(Cells(entry, page), cancel);
            filter = filter with { Below = entries[^1].Id };
        }
    }

    private string[] Cells(AuditLog.Entry entry, AuditLog.Page page) =>
        [
            TimeZoneInfo.ConvertTime(entry.At, MalaysianTime.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            words["audit." + entry.Action],
            entry.Person is { } person ? page.Names.GetValueOrDefault(person) ?? words["site.audit.someone"] : "",
            entry.About is { } about ? page.Names.GetValueOrDefault(about) ?? words["site.audit.someone"] : "",
            words["site.audit.channel." + entry.Channel],
            entry.Address ?? "",
            SecurityLog.DeviceOf(entry) ?? "",
            entry.Seal?.ToString(CultureInfo.InvariantCulture) ?? "",
            facts.Line(entry.Before),
            facts.Line(entry.After),
        ];
}
