using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Niaga.Platform.Data;

/// <summary>One page of a list.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Page">Which page, counted from 1; the last where a later one was asked for.</param>
/// <param name="Total">How many rows the whole list has.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Rows, int Page, int Total);

public static class ListPages
{
    /// <summary>
    /// A page of a long list's records, before what else is shown of each is looked for: otherwise PostgreSQL looks for it of every row it
    /// passes over. Ordered the same again by whoever shows them.
    /// </summary>
    /// <param name="records">In the list's order.</param>
    /// <param name="id">What names a record.</param>
    /// <param name="all">The same records, in no order.</param>
    /// <param name="from">Rows to pass over.</param>
    /// <param name="size">Rows of a page.</param>
    public static IQueryable<T> PageOf<T>(
        this IOrderedQueryable<T> records,
        IQueryable<T> all,
        Expression<Func<T, Guid>> id,
        int from,
        int size
    ) => records.Select(id).Skip(from).Take(size).Join(all, named => named, id, (_, record) => record);

    /// <summary>A page of a list and the number of all its rows, asked for at once.</summary>
    /// <param name="session">Whose data.</param>
    /// <param name="list">The list in its order, on the context it is given.</param>
    /// <param name="page">Counted from 1.</param>
    /// <param name="size">Rows of a page.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async Task<ListPage<T>> ReadPage<TDb, T>(
        this TenantSession session,
        Func<TDb, IQueryable<T>> list,
        int page,
        int size,
        CancellationToken cancel
    )
        where TDb : TenantDb
    {
        return await ReadPage(
            () => list(session.Open<TDb>()).CountAsync(cancel),
            from => list(session.Open<TDb>()).Skip(from).Take(size).ToListAsync(cancel),
            page,
            size
        );
    }

    /// <summary>As above, where the rows are read row by row or their number is remembered.</summary>
    /// <param name="count">How many rows there are.</param>
    /// <param name="rows">Rows of a page, from this one on.</param>
    /// <param name="page">Counted from 1.</param>
    /// <param name="size">Rows of a page.</param>
    public static async Task<ListPage<T>> ReadPage<T>(Func<Task<int>> count, Func<int, Task<List<T>>> rows, int page, int size)
    {
        var counting = count();
        var reading = rows((page - 1) * size);
        await Task.WhenAll(counting, reading);
        var total = await counting;
        var last = Math.Max(1, (total + size - 1) / size);
        return page <= last ? new(await reading, page, total) : new(await rows((last - 1) * size), last, total);
    }
}
