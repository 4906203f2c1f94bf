using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;
using Niaga.Ui;

namespace Niaga.Privacy.Requests;

/// <summary>The list of requests: open ones by the day they are due, closed ones newest first.</summary>
internal sealed class RequestRows(TenantSession session, DisclosureLog disclosures, TimeProvider clock)
{
    /// <param name="DaysLeft">Until it is due; below zero where that is over.</param>
    internal sealed record Row(
        Guid Id,
        int Number,
        string Kind,
        string Name,
        DateOnly ReceivedOn,
        DateOnly DueOn,
        string State,
        int DaysLeft
    )
    {
        public bool Overdue => State == "open" && DaysLeft < 0;
    }

    private sealed record Closed(
        Guid Id,
        int Number,
        string Kind,
        Personal<string> Name,
        DateOnly ReceivedOn,
        DateOnly DueOn,
        string State
    );

    /// <param name="open">Those that wait; else those that are closed.</param>
    /// <param name="kind">One of <see cref="RequestKinds.All"/>; null for all.</param>
    /// <param name="page">Counted from 1.</param>
    public async Task<ListPage<Row>> Page(bool open, string? kind, int page, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        var found = await ListPages.ReadPage(
            async () =>
                (
                    await session.Rows(
                        $"""
                        SELECT count(*)::int FROM privacy.requests
                        WHERE tenant_id = {tenant} AND (state = 'open') = {open} AND ({kind}::text IS NULL OR kind = {kind}::text)
                        """,
                        row => row.GetInt32(0),
                        cancel
                    )
                )[0],
            from =>
                session.Rows(
                    $"""
                    SELECT request_id, number, kind, name, received_on, due_on, state FROM privacy.requests
                    WHERE tenant_id = {tenant} AND (state = 'open') = {open} AND ({kind}::text IS NULL OR kind = {kind}::text)
                    ORDER BY closed_at DESC NULLS FIRST, due_on, number OFFSET {from} LIMIT {Pager.DefaultSize}
                    """,
                    row => new Closed(
                        row.GetGuid(0),
                        row.GetInt32(1),
                        row.GetString(2),
                        row.Personal(3, RequestColumns.Name, row.GetGuid(0))!,
                        row.GetFieldValue<DateOnly>(4),
                        row.GetFieldValue<DateOnly>(5),
                        row.GetString(6)
                    ),
                    cancel
                ),
            page,
            Pager.DefaultSize
        );
        var shown = await disclosures.Show(RequestColumns.Subject, found.Rows.Select(r => r.Id), RequestColumns.Listed, cancel);
        var today = MalaysianTime.Day(clock.GetUtcNow());
        return new(
            [
                .. found.Rows.Select(r => new Row(
                    r.Id,
                    r.Number,
                    r.Kind,
                    shown.Text(r.Name, r.Id)!,
                    r.ReceivedOn,
                    r.DueOn,
                    r.State,
                    r.DueOn.DayNumber - today.DayNumber
                )),
            ],
            found.Page,
            found.Total
        );
    }
}
