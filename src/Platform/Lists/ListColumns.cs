using Niaga.Platform.Callers;
using Niaga.Platform.Data;

namespace Niaga.Platform.Lists;

/// <summary>The columns of a list that its reader left out. Remembered.</summary>
public sealed class ListColumns(TenantSession session, Caller caller)
{
    private sealed record Row(Guid Person, string List, IReadOnlyList<string> Hidden);

    private sealed record All(IReadOnlyList<Row> Rows);

    /// <summary>Keys of the columns not to be shown; none for who never chose.</summary>
    public async ValueTask<IReadOnlyList<string>> Hidden(string list, CancellationToken cancel)
    {
        if (caller.Person is not { } person)
            return [];

        var all = await session.Remember(async () =>
            new All(
                await session.Rows(
                    $"SELECT person_id, list, hidden FROM platform.list_columns WHERE tenant_id = {session.Tenant.Value}",
                    r => new Row(r.GetGuid(0), r.GetString(1), r.GetFieldValue<string[]>(2)),
                    cancel
                )
            )
        );
        foreach (var row in all.Rows)
        {
            if (row.Person == person.Value && row.List == list)
                return row.Hidden;
        }
        return [];
    }
}
