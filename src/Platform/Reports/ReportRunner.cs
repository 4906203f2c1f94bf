using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Platform.Reports;

/// <summary>Runs reports for the caller: whether they may, which days, the statement, comparison, totals, order.</summary>
public sealed class ReportRunner(
    ModuleCatalog modules,
    Caller caller,
    TenantSession session,
    BusinessProfile profile,
    PersonNames names,
    IEnumerable<RecordNames> records,
    Words words,
    TimeProvider clock
)
{
    /// <summary>What the caller may read, in order.</summary>
    public IReadOnlyList<Report> Offered => modules.Reports(caller.Permissions, caller.Entitlements);

    /// <summary>Today in Malaysia.</summary>
    public DateOnly Today => MalaysianTime.Day(clock.GetUtcNow());

    /// <summary>A report by its part of an address; null where there is none, or none for this caller.</summary>
    public Report? Find(string path) => Offered.FirstOrDefault(r => r.Path == path);

    /// <summary>Presets of a report that there are today, by key.</summary>
    public IReadOnlyList<string> Presets(Report report)
    {
        var spans = new ReportSpans(Today, DayOfWeek.Monday);
        return report.Period == ReportPeriod.Moment
            ? ReportSpans.Moments
            : [.. ReportSpans.Keys.Where(key => spans.Preset(key).Refusal is null)];
    }

    /// <summary>The days an address asks for.</summary>
    public async Task<Outcome<ReportSpan>> Span(Report report, ReportQuestion asked, CancellationToken cancel)
    {
        var firstOfWeek = ReportSpans.IsWeek(asked.Span) ? ReportSpans.FirstOfWeek(await profile.Read(cancel)) : DayOfWeek.Monday;
        return new ReportSpans(Today, firstOfWeek).Read(asked, report);
    }

    /// <summary>The whole report, or what is wrong with the question.</summary>
    public async Task<Outcome<ReportAnswer>> Run(Report report, ReportQuestion asked, CancellationToken cancel)
    {
        if (modules.EntitlementOf(report.Permission) is { } entitlement && !caller.Entitlements.Contains(entitlement))
            return PlatformErrors.NotInPlan();
        if (!caller.May(report.Permission))
            return PlatformErrors.Forbidden();
        if (!string.IsNullOrEmpty(asked.Compare) && !ReportQuestion.Comparisons.Contains(asked.Compare))
            return PlatformErrors.ReportCompareUnknown();

        var shown = report.Columns.Select((c, i) => (Column: c, Place: i)).Where(c => MaySee(report, c.Column)).ToArray();
        if (!string.IsNullOrEmpty(asked.Sort) && !shown.Any(c => c.Column.Key == asked.Sort.TrimStart('-')))
            return PlatformErrors.ReportSortUnknown();
        if (!(await Span(report, asked, cancel)).Succeeded(out var span, out var refusal))
            return refusal;

        (DateOnly, DateOnly)? before = asked.Compare switch
        {
            "before" => span.Before,
            "year" => span.YearBefore,
            _ => null,
        };
        var table = new ReportTable(report);
        var (now, then) = await Read(table, report, (span.From, span.To), before, cancel);
        var (rows, totals) = table.Compare(now, then, (span.From, before is { Item1: var first } ? first : span.From));
        var people = await People(report, rows, cancel);
        // Totals have no name, which is not the name of what has none.
        ReportRow Seen(ReportRow row) =>
            row == totals
                ? new("", [.. shown.Select(c => row.Cells[c.Place])], row.Before is { } b ? [.. shown.Select(c => b[c.Place])] : null)
                : new(row.Key, Cells(shown, row.Cells, people), row.Before is { } earlier ? Cells(shown, earlier, people) : null);

        var answer = new ReportAnswer(report, span, before, [.. shown.Select(c => c.Column)], [.. rows.Select(Seen)], Seen(totals));
        return answer with { Rows = Sorted(answer, asked.Sort) };
    }

    /// <summary>A ratio tells of both its figures.</summary>
    private bool MaySee(Report report, ReportColumn column) =>
        column.Format != ReportFormat.Key
        && (column.Permission is null || caller.May(column.Permission))
        && (column.Of is not { } of || report.Columns.Where(c => c.Key == of.Above || c.Key == of.Below).All(c => MaySee(report, c)));

    private async Task<(List<ReportTable.Read> Now, List<ReportTable.Read>? Before)> Read(
        ReportTable table,
        Report report,
        (DateOnly From, DateOnly To) span,
        (DateOnly From, DateOnly To)? before,
        CancellationToken cancel
    )
    {
        var reading = Of(span);
        // Within a transaction there is one connection, and it reads one thing at a time.
        if (session.InTransaction)
            await reading;
        var comparing = before is { } earlier ? Of(earlier) : null;
        return (await reading, comparing is null ? null : await comparing);

        async Task<List<ReportTable.Read>> Of((DateOnly From, DateOnly To) days) =>
            table.Fill(await session.Rows(report.Sql(new(session.Tenant.Value, days.From, days.To)), table.Row, cancel), days, Today);
    }

    private async Task<Dictionary<string, string>> People(Report report, List<ReportRow> rows, CancellationToken cancel)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < report.Columns.Count; i++)
        {
            if (report.Columns[i] is { Format: ReportFormat.Record, Kind: { } kind })
            {
                Guid[] ids = [.. rows.Select(r => r.Cells[i].Text).OfType<string>().Distinct().Select(Guid.Parse)];
                foreach (var (id, name) in await records.Single(r => r.Kind == kind).Of(ids, cancel))
                    known[id.ToString()] = name;
            }
            if (report.Columns[i].Format != ReportFormat.Person)
                continue;

            foreach (var id in rows.Select(r => r.Cells[i].Text).OfType<string>().Distinct().Where(id => !known.ContainsKey(id)))
                known[id] = await names.Of(new(Guid.Parse(id)), cancel);
        }
        return known;
    }

    private ReportCell[] Cells(
        (ReportColumn Column, int Place)[] shown,
        IReadOnlyList<ReportCell> cells,
        Dictionary<string, string> people
    ) =>
        [
            .. shown.Select(c =>
                (c.Column, cells[c.Place]) switch
                {
                    ({ Format: ReportFormat.Person or ReportFormat.Record }, { Text: { } id }) => new ReportCell(
                        people.GetValueOrDefault(id)
                    ),
                    ({ Texts: { } texts }, { Text: { } value }) => new(words[texts + value]),
                    ({ Empty: { } empty, IsFigure: false }, { Text: null, Day: null }) => new(words[empty]),
                    var (_, cell) => cell,
                }
            ),
        ];

    private List<ReportRow> Sorted(ReportAnswer answer, string? sort)
    {
        var key = string.IsNullOrEmpty(sort) ? ReportAnswer.NaturalOrder(answer) : sort;
        var at = answer.Place(key.TrimStart('-'))!.Value;
        var order = Comparer<ReportRow>.Create((a, b) => Compare(a.Cells[at], b.Cells[at]));
        return [.. key[0] == '-' ? answer.Rows.OrderDescending(order) : answer.Rows.Order(order)];
    }

    private int Compare(ReportCell a, ReportCell b) =>
        a.Day is not null || b.Day is not null ? Nullable.Compare(a.Day, b.Day)
        : a.Figure is not null || b.Figure is not null ? Nullable.Compare(a.Figure, b.Figure)
        : CultureInfo.GetCultureInfo(words.Language.Culture).CompareInfo.Compare(a.Text, b.Text, CompareOptions.IgnoreCase);
}
