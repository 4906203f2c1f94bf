using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Refusals;

namespace Niaga.Privacy.Requests;

/// <summary>What every step of a request does: hold it, write the step down, tell the log.</summary>
internal sealed class RequestSteps(
    TenantSession session,
    PrivacyDb db,
    Caller caller,
    AuditTrail audit,
    Notifier notifier,
    TimeProvider clock
)
{
    public const int LongestNote = 2000;

    /// <summary>A request, held until the transaction ends.</summary>
    internal sealed record Held(
        Guid Id,
        int Number,
        string Kind,
        string? Subject,
        Guid? SubjectId,
        DateOnly DueOn,
        bool Extended,
        bool Identified,
        string State
    )
    {
        public bool IsOpen => State == "open";
    }

    /// <returns>Null where the business has none by that id.</returns>
    public async Task<Held?> Hold(Guid id, CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT request_id, number, kind, subject, subject_id, due_on, extended_at IS NOT NULL, identified_at IS NOT NULL, state
                FROM privacy.requests WHERE tenant_id = {session.Tenant.Value} AND request_id = {id} FOR UPDATE
                """,
                row => new Held(
                    row.GetGuid(0),
                    row.GetInt32(1),
                    row.GetString(2),
                    row.IsDBNull(3) ? null : row.GetString(3),
                    row.IsDBNull(4) ? null : row.GetGuid(4),
                    row.GetFieldValue<DateOnly>(5),
                    row.GetBoolean(6),
                    row.GetBoolean(7),
                    row.GetString(8)
                ),
                cancel
            )
        ).FirstOrDefault();

    /// <summary>A request that waits, held until the transaction ends; or why nothing is done about it.</summary>
    public async Task<Outcome<Held>> Open(Guid id, CancellationToken cancel) =>
        await Hold(id, cancel) is not { } held ? PrivacyErrors.RequestNotFound()
        : held.IsOpen ? held
        : PrivacyErrors.Closed();

    /// <summary>What is said at a step, as it is kept: empty for nothing.</summary>
    public static string Text(string? typed) => (typed ?? "").ReplaceLineEndings("\n").Trim();

    /// <summary>Why a text is not taken; null where it is.</summary>
    public static Refusal? Refuse(string text, string field, bool required) =>
        required && text.Length == 0 ? PlatformErrors.Required(field)
        : text.Length > LongestNote ? PlatformErrors.TooLong(field, LongestNote)
        : null;

    /// <summary>Writes a step down; the log gets no word of what was said.</summary>
    public void Note(Guid request, int number, string kind, string what, string? note, object? facts = null)
    {
        db.Set<RequestEvent>().Add(new(request, what, note, caller.Person?.Value, clock.GetUtcNow()));
        audit.Record(
            "privacy.request_" + what,
            RequestColumns.Subject,
            request,
            after: facts ?? new { request_number = number, request_kind = kind }
        );
    }

    /// <summary>It asks nobody for anything any more.</summary>
    public void Settle(Guid request)
    {
        notifier.Settle(TellDueRequests.Nears, request.ToString());
        notifier.Settle(TellDueRequests.Overdue, request.ToString());
    }
}
