using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Lists;

/// <summary>The views of a list that its reader sees: the business's first, then their own, by name. Remembered.</summary>
public sealed class SavedViews(TenantSession session, Caller caller)
{
    /// <param name="Id">The view.</param>
    /// <param name="List">Key of its list.</param>
    /// <param name="Person">Whose; null when it is everybody's.</param>
    /// <param name="Name">As its maker wrote it.</param>
    /// <param name="Query">The list's address after its question mark.</param>
    public sealed record Row(Guid Id, string List, PersonId? Person, string Name, string Query)
    {
        public bool Shared => Person is null;
    }

    private sealed record All(IReadOnlyList<Row> Rows);

    public async Task<IReadOnlyList<Row>> Of(string list, CancellationToken cancel)
    {
        var all = await session.Remember(async () =>
            new All(
                await session
                    .Open<PlatformDb>()
                    .Set<SavedView>()
                    .Select(v => new Row(v.ViewId, v.List, v.PersonId, v.Name, v.Query))
                    .ToListAsync(cancel)
            )
        );
        // Most businesses have none, and this is asked for on every list.
        return all.Rows.Count == 0
            ? []
            :
            [
                .. all
                    .Rows.Where(v => v.List == list && (v.Shared || v.Person == caller.Person))
                    .OrderBy(v => !v.Shared)
                    .ThenBy(v => v.Name, StringComparer.OrdinalIgnoreCase),
            ];
    }
}
