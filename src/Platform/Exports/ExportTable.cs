using System.Runtime.CompilerServices;

namespace Niaga.Platform.Exports;

/// <summary>A column of an export.</summary>
/// <typeparam name="T">What a row is made from.</typeparam>
/// <param name="Heading">In the reader's language.</param>
/// <param name="Cell">What a row has there: text, a number, money, a quantity, a day or a time.</param>
public sealed record ExportColumn<T>(string Heading, Func<T, ExportCell> Cell);

/// <summary>The content of an export, the same for every <see cref="ExportFormat"/>. Rows are read as they are written.</summary>
public sealed class ExportTable
{
    private readonly Func<CancellationToken, IAsyncEnumerable<ExportCell[]>> read;

    private ExportTable(IReadOnlyList<string> headings, Func<CancellationToken, IAsyncEnumerable<ExportCell[]>> read) =>
        (Headings, this.read) = (headings, read);

    internal IReadOnlyList<string> Headings { get; }

    /// <param name="columns">From left to right. New ones come last: somebody's spreadsheet counts on the others.</param>
    /// <param name="rows">Reads the rows, a portion at a time where there may be many.</param>
    public static ExportTable Of<T>(IReadOnlyList<ExportColumn<T>> columns, Func<CancellationToken, IAsyncEnumerable<T>> rows) =>
        new([.. columns.Select(c => c.Heading)], cancel => Cells(columns, rows(cancel), cancel));

    /// <inheritdoc cref="Of{T}(IReadOnlyList{ExportColumn{T}}, Func{CancellationToken, IAsyncEnumerable{T}})"/>
    public static ExportTable Of<T>(IReadOnlyList<ExportColumn<T>> columns, IEnumerable<T> rows) =>
        Of(columns, _ => rows.ToAsyncEnumerable());

    internal IAsyncEnumerable<ExportCell[]> Rows(CancellationToken cancel) => read(cancel);

    private static async IAsyncEnumerable<ExportCell[]> Cells<T>(
        IReadOnlyList<ExportColumn<T>> columns,
        IAsyncEnumerable<T> rows,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await foreach (var row in rows.WithCancellation(cancel))
        {
            var cells = new ExportCell[columns.Count];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = columns[i].Cell(row);
            yield return cells;
        }
    }
}
