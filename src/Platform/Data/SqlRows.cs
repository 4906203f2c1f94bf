using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Niaga.Platform.Data;

/// <summary>
/// Sums and other statements that LINQ has no words for, read row by row: Entity Framework would work a statement of one's own out anew at
/// each call. They travel with the page's other queries in one round trip.
/// </summary>
public static class SqlRows
{
    // A statement's text is the same at each call; only its values differ.
    private static readonly ConcurrentDictionary<string, string> Statements = new();

    /// <param name="session">Whose data; the statement still names the tenant, so that an index serves it.</param>
    /// <param name="sql">Each value becomes a parameter, never text.</param>
    /// <param name="row">Makes one row of what the reader stands on.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <param name="onePlan">
    /// PostgreSQL plans it once a connection: where the values change little but planning costs more than reading. It would otherwise plan
    /// at each call while that looks cheaper, as it does for days that have no rows yet.
    /// </param>
    /// <param name="wide">Of all places the caller may see, though the request is about one.</param>
    public static Task<List<T>> Rows<T>(
        this TenantSession session,
        FormattableString sql,
        Func<DbDataReader, T> row,
        CancellationToken cancel,
        bool onePlan = false,
        bool wide = false
    ) => session.Rows(Statements.GetOrAdd(sql.Format, Numbered, sql.ArgumentCount), sql.GetArguments(), row, cancel, onePlan, wide);

    /// <summary>As above, where statements share their text.</summary>
    /// <param name="session">Whose data; the statement still names the tenant, so that an index serves it.</param>
    /// <param name="statement">A text of the program and never of a request, with $1 to $n.</param>
    /// <param name="values">What they stand for.</param>
    /// <param name="row">Makes one row of what the reader stands on.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <param name="onePlan">As above.</param>
    /// <param name="wide">As above.</param>
    public static async Task<List<T>> Rows<T>(
        this TenantSession session,
        string statement,
        object?[] values,
        Func<DbDataReader, T> row,
        CancellationToken cancel,
        bool onePlan = false,
        bool wide = false
    )
    {
        await using var reader = await session.Read(statement, values, onePlan, wide, cancel).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>Writes, or holds rows, within a use case's transaction.</summary>
    /// <param name="session">Whose data.</param>
    /// <param name="sql">Each value becomes a parameter, never text.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>How many rows it wrote.</returns>
    public static Task<int> Execute(this TenantSession session, FormattableString sql, CancellationToken cancel) =>
        session.Write(Statements.GetOrAdd(sql.Format, Numbered, sql.ArgumentCount), sql.GetArguments(), cancel);

    /// <summary>As above, where statements share their text.</summary>
    /// <param name="session">Whose data.</param>
    /// <param name="statement">A text of the program and never of a request, with $1 to $n.</param>
    /// <param name="values">What they stand for.</param>
    /// <param name="cancel">Ends it.</param>
    public static Task<int> Execute(this TenantSession session, string statement, object?[] values, CancellationToken cancel) =>
        session.Write(statement, values, cancel);

    private static string Numbered(string format, int values) =>
        string.Format(
            CultureInfo.InvariantCulture,
            format,
            [.. Enumerable.Range(1, values).Select(i => (object)string.Create(CultureInfo.InvariantCulture, $"${i}"))]
        );
}
