using Niaga.Platform.Data;

namespace Niaga.Privacy.Requests;

/// <summary>What somebody asked under the law, for their page. It names nobody.</summary>
public sealed class SubjectRequests(TenantSession session)
{
    /// <param name="Id">The request.</param>
    /// <param name="Number">Its number.</param>
    /// <param name="Kind">What they asked; its text is <c>privacy.kind.{Kind}</c>.</param>
    /// <param name="ReceivedOn">The day it came.</param>
    /// <param name="DueOn">The day it is due.</param>
    /// <param name="State"><c>open</c>, <c>answered</c> or <c>refused</c>; its text is <c>privacy.state.{State}</c>.</param>
    public sealed record Row(Guid Id, int Number, string Kind, DateOnly ReceivedOn, DateOnly DueOn, string State);

    /// <param name="subject">Kind of record, such as <c>trade.customer</c>.</param>
    /// <param name="id">Whose.</param>
    /// <param name="cancel">Ends the reading.</param>
    public Task<List<Row>> Of(string subject, Guid id, CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT request_id, number, kind, received_on, due_on, state FROM privacy.requests
            WHERE tenant_id = {session.Tenant.Value} AND subject = {subject} AND subject_id = {id} ORDER BY number DESC
            """,
            row => new Row(
                row.GetGuid(0),
                row.GetInt32(1),
                row.GetString(2),
                row.GetFieldValue<DateOnly>(3),
                row.GetFieldValue<DateOnly>(4),
                row.GetString(5)
            ),
            cancel
        );
}
