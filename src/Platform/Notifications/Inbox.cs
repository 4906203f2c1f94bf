using System.Data.Common;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Notifications;

/// <summary>The caller's notifications: of kinds they may get now, told since they joined.</summary>
internal sealed class Inbox(TenantSession session, ModuleCatalog modules, Caller caller, TextCatalog texts, Words words)
{
    /// <summary>$1 the business, $2 the person.</summary>
    internal const string Theirs = """
        FROM platform.notifications n JOIN platform.memberships m ON m.tenant_id = n.tenant_id AND m.person_id = $2
        WHERE n.tenant_id = $1 AND (n.person_id IS NULL OR n.person_id = $2) AND n.told_at >= m.joined_at
            AND NOT EXISTS (SELECT FROM platform.notification_choices c WHERE c.tenant_id = n.tenant_id AND c.person_id = $2
                AND c.kind = n.kind AND c.channel = 'app' AND NOT c.wanted)
        """;

    /// <summary>Neither read nor dealt with.</summary>
    internal const string Waits = "n.dealt_at IS NULL AND NOT " + Seen;

    /// <summary>Of those, the kinds $3 that the caller may get, about what they may see: permissions $4.</summary>
    internal const string Mine = Theirs + " AND n.kind = ANY ($3) AND (n.permission IS NULL OR n.permission = ANY ($4))";

    private const string Seen = """
        EXISTS (SELECT FROM platform.notification_reads r
            WHERE r.tenant_id = n.tenant_id AND r.notification_id = n.notification_id AND r.person_id = $2)
        """;

    private const string Columns = $"SELECT n.notification_id, n.kind, n.details, n.path, n.told_at, {Seen}, n.dealt_at IS NOT NULL {Mine}";

    /// <param name="Id">Its id.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Title">A line, in the reader's language.</param>
    /// <param name="About">A sentence, likewise.</param>
    /// <param name="Path">Where it leads within the business's address, or null.</param>
    /// <param name="At">When it was told.</param>
    /// <param name="Read">Whether the caller has read it.</param>
    /// <param name="Dealt">Whether nothing is to be done any more.</param>
    internal sealed record Row(
        Guid Id,
        NotificationKind Kind,
        string Title,
        string About,
        string? Path,
        DateTimeOffset At,
        bool Read,
        bool Dealt
    );

    /// <summary>Keys of the kinds the caller may get; of one alone where it is named.</summary>
    internal static string[] KindsOf(ModuleCatalog modules, Caller caller, string? only = null) =>
        [.. modules.Notifications(caller.Permissions, caller.Entitlements).Select(k => k.Key).Where(k => only is null || k == only)];

    /// <summary>The caller's permissions, as a notification asks for them.</summary>
    internal static string[] PermissionsOf(ModuleCatalog modules, Caller caller) =>
        [.. modules.InForce(caller.Permissions, caller.Entitlements)];

    /// <summary>A page, the newest first.</summary>
    /// <param name="waiting">Only what waits for the caller.</param>
    /// <param name="kind">Only of one kind; null for every kind.</param>
    /// <param name="page">Counted from 1.</param>
    /// <param name="size">Rows of a page.</param>
    /// <param name="cancel">Ends the reading.</param>
    public Task<ListPage<Row>> Page(bool waiting, string? kind, int page, int size, CancellationToken cancel)
    {
        var more = waiting ? " AND " + Waits : "";
        return ListPages.ReadPage(
            async () => (await Ask($"SELECT count(*)::int {Mine}{more}", row => row.GetInt32(0), [], cancel, kind))[0],
            from => Ask($"{Columns}{more} ORDER BY n.notification_id DESC LIMIT $5 OFFSET $6", Make, [size, from], cancel, kind),
            page,
            size
        );
    }

    /// <summary>The newest before one, or of all.</summary>
    public Task<List<Row>> Before(Guid? id, bool waiting, int most, CancellationToken cancel) =>
        Ask(
            $"{Columns}{(waiting ? " AND " + Waits : "")} AND n.notification_id < $6 ORDER BY n.notification_id DESC LIMIT $5",
            Make,
            [most, id ?? Guid.AllBitsSet],
            cancel
        );

    /// <summary>Where one of them leads.</summary>
    public async Task<string?> PathOf(Guid id, CancellationToken cancel) =>
        (
            await Ask($"SELECT n.path {Mine} AND n.notification_id = $5", row => row.IsDBNull(0) ? null : row.GetString(0), [id], cancel)
        ).FirstOrDefault();

    private Task<List<T>> Ask<T>(string sql, Func<DbDataReader, T> row, object[] more, CancellationToken cancel, string? kind = null) =>
        session.Rows(
            sql,
            [session.Tenant.Value, caller.Person!.Value.Value, KindsOf(modules, caller, kind), PermissionsOf(modules, caller), .. more],
            row,
            cancel
        );

    private Row Make(DbDataReader row)
    {
        var kind = modules.NotificationKinds[row.GetString(1)];
        var values = NotificationDetails.Read(row.GetString(2), texts, words.Language);
        return new(
            row.GetGuid(0),
            kind,
            Placeholders.Fill(words[$"notification.{kind.Key}.title"], values),
            Placeholders.Fill(words[$"notification.{kind.Key}.about"], values),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(4),
            row.GetBoolean(5),
            row.GetBoolean(6)
        );
    }
}
