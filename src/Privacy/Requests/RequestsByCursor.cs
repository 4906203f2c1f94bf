using System.Globalization;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;

namespace Niaga.Privacy.Requests;

/// <summary>Requests in the API, the newest number first.</summary>
internal sealed class RequestsByCursor(TenantSession session, DisclosureLog disclosures)
{
    private const string List = "privacy-requests";

    private const int UsualItems = 20;

    /// <summary>A request in a list.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Number" example="3">Its number in the business.</param>
    /// <param name="Kind" example="access">`access`, `correction`, `portability`, `objection` or `withdrawal`.</param>
    /// <param name="Name" example="Nur Aisyah binti Rahman">Who asks.</param>
    /// <param name="ReceivedOn">The day it came.</param>
    /// <param name="DueOn">The last day for its answer.</param>
    /// <param name="State" example="open">`open`, `answered` or `refused`.</param>
    public sealed record RequestSummary(Guid Id, int Number, string Kind, string Name, DateOnly ReceivedOn, DateOnly DueOn, string State);

    public async Task<Outcome<CursorPage<RequestSummary>>> Read(string? state, int? limit, string? cursor, CancellationToken cancel)
    {
        var most = limit ?? UsualItems;
        if (most is < 1 or > Cursors.MostItems)
            return PlatformErrors.Invalid("Limit");
        if (state is not (null or "open" or "answered" or "refused"))
            return PlatformErrors.Invalid("State");
        var below = int.MaxValue;
        if (
            cursor is not null
            && (
                !Cursors.TryRead(List, cursor, out var from, out _)
                || !int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out below)
            )
        )
            return PlatformErrors.CursorInvalid();

        var found = await session.Rows(
            $"""
            SELECT request_id, number, kind, received_on, due_on, state, name FROM privacy.requests
            WHERE tenant_id = {session.Tenant.Value} AND number < {below} AND ({state}::text IS NULL OR state = {state}::text)
            ORDER BY number DESC LIMIT {most + 1}
            """,
            row =>
                (
                    Open: new RequestSummary(
                        row.GetGuid(0),
                        row.GetInt32(1),
                        row.GetString(2),
                        "",
                        row.GetFieldValue<DateOnly>(3),
                        row.GetFieldValue<DateOnly>(4),
                        row.GetString(5)
                    ),
                    Name: row.Personal(6, RequestColumns.Name, row.GetGuid(0))
                ),
            cancel
        );
        var page = found.Take(most).ToArray();
        var shown = await disclosures.Show(RequestColumns.Subject, page.Select(r => r.Open.Id), RequestColumns.Listed, cancel);
        return new CursorPage<RequestSummary>(
            [.. page.Select(r => r.Open with { Name = shown.Text(r.Name, r.Open.Id)! })],
            found.Count > most ? Cursors.Write(List, page[^1].Open.Number.ToString(CultureInfo.InvariantCulture), page[^1].Open.Id) : null
        );
    }
}
