using Niaga.Contract;

namespace Niaga.Imports;

/// <summary>A row of a file, read and fine so far. A kind of records adds what it holds.</summary>
/// <param name="Line">Of the file, from 1.</param>
public abstract record ImportRow(int Line)
{
    /// <summary>Name of the record that is there already and that the row changes; null where it makes a new one.</summary>
    public string? Known { get; set; }
}

/// <summary>Of how many rows something came.</summary>
/// <param name="Created">Records made.</param>
/// <param name="Updated">Records changed.</param>
public readonly record struct ImportWritten(int Created, int Updated);

/// <summary>The import that writes.</summary>
/// <param name="Id">Its id, for <c>imports.import_changes</c>.</param>
/// <param name="Columns">Keys of the columns that the file has: what it lacks stays as it is.</param>
public sealed record ImportTarget(Guid Id, IReadOnlySet<string> Columns, Guid By);

/// <summary>What a module says of records that come in as files. Derive from <see cref="RecordImport{TRow}"/>.</summary>
public abstract class RecordImport
{
    /// <summary>Columns of this business's own beside those of the manifest, such as its fields; each is called by a name.</summary>
    public virtual ValueTask<IReadOnlyList<ImportColumn>> Own(CancellationToken cancel) => new([]);

    /// <summary>A row may change a record that is there already; where every row makes a new one, nobody is asked about it.</summary>
    public virtual bool ChangesKnown => true;

    /// <summary>
    /// A SELECT of what undoing would do: record_id, name, name_key, made and kept, the reason a record stays as it is or null. $1 is the
    /// tenant, $2 the import. The sentence of a reason is the text <c>import.{kind}.kept.{reason}</c>. Where names lie encrypted the
    /// statement gives none, and <see cref="NamesOf"/> does.
    /// </summary>
    public abstract string UndoPlan { get; }

    /// <summary>Names of records that are shown, where the statements cannot read them; null where they can.</summary>
    public virtual Task<IReadOnlyDictionary<Guid, string>?> NamesOf(IReadOnlyCollection<Guid> records, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<Guid, string>?>(null);

    /// <summary>Holds the records an import wrote until the transaction ends, in one order.</summary>
    /// <param name="import">Id of the import.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public abstract Task Hold(Guid import, CancellationToken cancel);

    /// <summary>
    /// Takes back what an import did to the records whose row of <c>imports.import_changes</c> is marked undone: archives what it made,
    /// puts back what it changed.
    /// </summary>
    /// <param name="import">Id of the import.</param>
    /// <param name="cancel">Ends the work.</param>
    public abstract Task TakeBack(Guid import, CancellationToken cancel);

    internal abstract Task<ImportCheck> Check(IEnumerable<CsvLine> lines, ImportMapping mapping, CancellationToken cancel);

    internal abstract IAsyncEnumerable<ImportWritten> Write(IReadOnlyList<ImportRow> rows, ImportTarget import, CancellationToken cancel);
}

/// <summary>
/// One kind of records: how a line is read, what of it is there already, how it is written. One instance brings in one file, in the
/// import's own transaction.
/// </summary>
/// <typeparam name="TRow">A row as this kind reads it.</typeparam>
public abstract class RecordImport<TRow> : RecordImport
    where TRow : ImportRow
{
    private const int Chunk = 5_000;

    /// <summary>Before the first line: what reading needs of the database.</summary>
    protected virtual Task Begin(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Reads a line and notes on it what is wrong; the answer counts where nothing is.</summary>
    protected abstract TRow? Read(ImportLine line);

    /// <summary>
    /// Compares all rows with each other and with what the business has: says of each whose record it changes (<see
    /// cref="ImportRow.Known"/>), and notes what cannot be. Writes nothing.
    /// </summary>
    /// <param name="rows">May be put in place of others.</param>
    /// <param name="errors">Where to note what is wrong.</param>
    /// <param name="cancel">Ends the reading.</param>
    protected abstract Task Compare(List<TRow> rows, ImportErrors errors, CancellationToken cancel);

    /// <summary>Once before writing, with all rows: numbers given out, groups made.</summary>
    protected virtual Task<IReadOnlyList<TRow>> Prepare(IReadOnlyList<TRow> rows, CancellationToken cancel) => Task.FromResult(rows);

    /// <summary>Writes some thousand rows, and a row of <c>imports.import_changes</c> for each record.</summary>
    protected abstract Task<ImportWritten> Write(TRow[] rows, ImportTarget import, CancellationToken cancel);

    internal sealed override async Task<ImportCheck> Check(IEnumerable<CsvLine> lines, ImportMapping mapping, CancellationToken cancel)
    {
        var (rows, errors, cells) = (new List<TRow>(), new ImportErrors(), new Dictionary<int, string[]>());
        await Begin(cancel);
        var headings = -1;
        foreach (var line in lines)
        {
            cells[headings < 0 ? 0 : line.Number] = line.Cells;
            if (headings < 0)
                headings = line.Cells.Length;
            else if (new ImportLine(line, mapping, headings, errors).Check(Read) is { } row)
                rows.Add(row);
        }
        await Compare(rows, errors, cancel);
        if (mapping.RefuseKnown)
            foreach (var row in rows.Where(r => r.Known is not null))
                errors.Add(row.Line, ImportErrors.Row, "exists", row.Known);

        var wrong = errors.Lines();
        rows.RemoveAll(r => wrong.Contains(r.Line));
        var changed = rows.Count(r => r.Known is not null);
        return new(rows, errors.All, cells, rows.Count - changed, changed, wrong.Count);
    }

    internal sealed override async IAsyncEnumerable<ImportWritten> Write(
        IReadOnlyList<ImportRow> rows,
        ImportTarget import,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        foreach (var chunk in (await Prepare([.. rows.Cast<TRow>()], cancel)).Chunk(Chunk))
            yield return await Write(chunk, import, cancel);
    }
}

/// <summary>
/// What would come of a file: all of it read and compared, and nothing written. The preview shows it; the import begins with it.
/// </summary>
/// <param name="Rows">Rows that can come in.</param>
/// <param name="Errors">What is wrong with the others.</param>
/// <param name="Cells">The cells of every line by its number, the headings' by 0.</param>
/// <param name="Made">Records that are not there yet.</param>
/// <param name="Changed">Records that are.</param>
/// <param name="Refused">Rows that cannot come in.</param>
internal sealed record ImportCheck(
    IReadOnlyList<ImportRow> Rows,
    IReadOnlyList<CellError> Errors,
    IReadOnlyDictionary<int, string[]> Cells,
    int Made,
    int Changed,
    int Refused
);
