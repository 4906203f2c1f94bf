using System.Runtime.CompilerServices;
using Niaga.Identity.Security;
using Niaga.Platform.Audit;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;

namespace Niaga.Site.Settings;

/// <summary>Entries of a log as rows of a file, in the reader's words.</summary>
internal sealed class LogFile(Words words, FactWords facts)
{
    /// <summary>Rows fetched at a time.</summary>
    private const int Portion = 500;

    /// <summary>An entry, and the names of who stands in it.</summary>
    private sealed record Row(AuditLog.Entry Entry, AuditLog.Page Page);

    /// <param name="newest">The newest that match, so many at most.</param>
    /// <param name="filter">Which entries.</param>
    public ExportTable Table(Func<AuditFilter, int, CancellationToken, Task<AuditLog.Page>> newest, AuditFilter filter) =>
        ExportTable.Of(
            [
                Column("time", row => ExportCell.InstantOf(row.Entry.At)),
                Column("what", row => words["audit." + row.Entry.Action]),
                Column("who", row => Name(row, row.Entry.Person)),
                Column("about", row => Name(row, row.Entry.About)),
                Column("channel", row => words["site.audit.channel." + row.Entry.Channel]),
                Column("address", row => row.Entry.Address),
                Column("device", row => SecurityLog.DeviceOf(row.Entry)),
                Column("seal", row => row.Entry.Seal),
                Column("before", row => facts.Line(row.Entry.Subject, row.Entry.Before)),
                Column("after", row => facts.Line(row.Entry.Subject, row.Entry.After)),
            ],
            cancel => Rows(newest, filter, cancel)
        );

    private async IAsyncEnumerable<Row> Rows(
        Func<AuditFilter, int, CancellationToken, Task<AuditLog.Page>> newest,
        AuditFilter filter,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await facts.LearnFields(cancel);
        while (await newest(filter, Portion, cancel) is { Entries: { Count: > 0 } entries } page)
        {
            foreach (var entry in entries)
                yield return new(entry, page);
            filter = filter with { Below = entries[^1].Id };
        }
    }

    private ExportColumn<Row> Column(string key, Func<Row, ExportCell> cell) => new(words["site.audit.column." + key], cell);

    private string? Name(Row row, Platform.Values.PersonId? person) =>
        person is { } someone ? row.Page.Names.GetValueOrDefault(someone) ?? words["site.audit.someone"] : null;
}
