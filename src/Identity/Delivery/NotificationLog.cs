using System.Data.Common;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Notifications;
using Niaga.Platform.Texts;

namespace Niaga.Identity.Delivery;

/// <summary>What went to whom by which way, and what is on its way: for the owner. Without addresses.</summary>
internal sealed class NotificationLog(TenantSession session, ModuleCatalog modules, TextCatalog texts, Words words)
{
    /// <summary>What a URL may ask for.</summary>
    public static IReadOnlyList<string> States { get; } = ["waiting", "held", "digest", "sent", "failed", "dropped"];

    /// <param name="Title">What it said, in the reader's language.</param>
    /// <param name="To">Name of the person.</param>
    /// <param name="Channel">Which way.</param>
    /// <param name="State">One of <see cref="States"/>.</param>
    /// <param name="Reason">Part of a text's key, or null.</param>
    /// <param name="MadeAt">When it was to be told.</param>
    /// <param name="DueAt">When it is or was to be sent.</param>
    /// <param name="EndedAt">When it was sent or given up.</param>
    internal sealed record Row(
        string Title,
        string To,
        string Channel,
        string State,
        string? Reason,
        DateTimeOffset MadeAt,
        DateTimeOffset DueAt,
        DateTimeOffset? EndedAt
    );

    // What its work gave up on has failed; what waits for a server says so.
    private const string From = """
        FROM (SELECT d.*, w.last_error IS NOT NULL AS tried,
                CASE WHEN d.ended_at IS NULL AND w.state = 'dead' THEN 'failed' ELSE d.state END AS stands
            FROM platform.notification_deliveries d LEFT JOIN platform.work_items w ON w.tenant_id = d.tenant_id
                AND w.kind = 'platform.send_notification'
                AND w.idempotency_key = replace(d.notification_id || ' ' || d.person_id, '-', '') || ' ' || d.channel
            WHERE d.tenant_id = $1) d
        JOIN platform.notifications n ON n.tenant_id = d.tenant_id AND n.notification_id = d.notification_id
        JOIN platform.known_people p ON p.tenant_id = d.tenant_id AND p.person_id = d.person_id
        WHERE ($2 = '' OR d.stands = $2)
        """;

    /// <summary>A page, the newest first.</summary>
    /// <param name="state">One of <see cref="States"/>, or null for all.</param>
    /// <param name="page">Counted from 1.</param>
    /// <param name="size">Rows of a page.</param>
    /// <param name="cancel">Ends the reading.</param>
    public Task<ListPage<Row>> Page(string? state, int page, int size, CancellationToken cancel) =>
        ListPages.ReadPage(
            async () => (await Ask($"SELECT count(*)::int {From}", row => row.GetInt32(0), state, [], cancel))[0],
            from =>
                Ask(
                    $"""
                    SELECT n.kind, n.details, p.display_name, d.channel, d.stands, d.reason, d.made_at, d.due_at, d.ended_at, d.tried
                    {From} ORDER BY d.made_at DESC, d.notification_id DESC, d.person_id, d.channel LIMIT $3 OFFSET $4
                    """,
                    Make,
                    state,
                    [size, from],
                    cancel
                ),
            page,
            size
        );

    private Task<List<T>> Ask<T>(string sql, Func<DbDataReader, T> row, string? state, object[] more, CancellationToken cancel) =>
        session.Rows(sql, [session.Tenant.Value, state ?? "", .. more], row, cancel);

    private Row Make(DbDataReader row)
    {
        var kind = modules.NotificationKinds.GetValueOrDefault(row.GetString(0));
        var state = row.GetString(4);
        return new(
            kind is null ? row.GetString(0) : Title(kind, row.GetString(1)),
            row.GetString(2),
            row.GetString(3),
            state,
            !row.IsDBNull(5) ? row.GetString(5)
                : state == "failed" ? "gave_up"
                : state == "waiting" && row.GetBoolean(9) ? "tries_again"
                : null,
            row.GetFieldValue<DateTimeOffset>(6),
            row.GetFieldValue<DateTimeOffset>(7),
            row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8)
        );
    }

    private string Title(NotificationKind kind, string details) =>
        Placeholders.Fill(words[$"notification.{kind.Key}.title"], NotificationDetails.Read(details, texts, words.Language));
}
