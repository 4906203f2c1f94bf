namespace Niaga.Imports;

/// <summary>What an import takes and answers.</summary>
internal static partial class ImportsApi
{
    /// <summary>An import and how far it is.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="FileName" example="products.csv">As the file was called.</param>
    /// <param name="State" example="running">uploaded, running, done, failed or undone.</param>
    /// <param name="Mode" example="valid-rows">all-or-nothing or valid-rows; null until it starts.</param>
    /// <param name="RowsTotal">Rows of the file.</param>
    /// <param name="RowsDone">Rows looked at so far.</param>
    /// <param name="RowsFailed">Rows that could not come in.</param>
    /// <param name="RowsCreated">Records made.</param>
    /// <param name="RowsUpdated">Records changed.</param>
    /// <param name="CreatedAt">When the file came.</param>
    /// <param name="FinishedAt">When it was done; null until then.</param>
    /// <param name="Columns" example="{&quot;sku&quot;:0,&quot;name&quot;:1,&quot;price&quot;:2}">Column of the file, from 0, by
    /// field.</param>
    public sealed record ImportView(
        Guid Id,
        string FileName,
        string State,
        string? Mode,
        int RowsTotal,
        int RowsDone,
        int RowsFailed,
        int RowsCreated,
        int RowsUpdated,
        DateTimeOffset CreatedAt,
        DateTimeOffset? FinishedAt,
        IReadOnlyDictionary<string, int> Columns
    );

    /// <summary>Which column holds what.</summary>
    /// <param name="Columns" example="{&quot;name&quot;:1}">Column of the file, from 0, by field; what is left out is not
    /// imported. Where all of it is left out, the columns stay as they are.</param>
    /// <param name="RefuseKnown" example="false">Rows of records that are there already are refused instead of changing them; left out, it
    /// stays as it is.</param>
    public sealed record MappingBody(IReadOnlyDictionary<string, int>? Columns = null, bool? RefuseKnown = null);

    /// <summary>How to import.</summary>
    /// <param name="Mode" example="valid-rows">all-or-nothing or valid-rows.</param>
    public sealed record StartBody(string? Mode);

    /// <summary>What is wrong with a row.</summary>
    /// <param name="Line">Line of the file, from 1.</param>
    /// <param name="Field" example="price">Which field.</param>
    /// <param name="Code" example="retail.amount_invalid">Stable code.</param>
    /// <param name="Value" example="12,5O">What stood there.</param>
    /// <param name="Message">A sentence for a person.</param>
    public sealed record ErrorView(int Line, string Field, string Code, string? Value, string Message);

    /// <summary>The file as it would come in.</summary>
    /// <param name="Delimiter" example=";">Between columns.</param>
    /// <param name="Encoding" example="utf-8">As it was read.</param>
    /// <param name="Headings">Of the columns, in the file's order.</param>
    /// <param name="Columns">Column of the file, from 0, by field.</param>
    /// <param name="Rows">The first 20.</param>
    /// <param name="Made">Records an import of all fine rows would make.</param>
    /// <param name="Changed">Records it would change.</param>
    /// <param name="Refused">Rows it would refuse.</param>
    /// <param name="Refusals">What is wrong with the first 100 of those.</param>
    public sealed record PreviewView(
        string Delimiter,
        string Encoding,
        IReadOnlyList<string> Headings,
        IReadOnlyDictionary<string, int> Columns,
        IReadOnlyList<PreviewRow> Rows,
        int Made,
        int Changed,
        int Refused,
        IReadOnlyList<ErrorView> Refusals
    );

    /// <summary>What an undo took back, and what stays.</summary>
    /// <param name="Archived">Records the import had made, archived now.</param>
    /// <param name="Restored">Records it had changed, as they were before.</param>
    /// <param name="KeptTotal">Records that stay as they are.</param>
    /// <param name="Kept">The first 100 of those.</param>
    public sealed record UndoView(int Archived, int Restored, int KeptTotal, IReadOnlyList<KeptView> Kept);

    /// <summary>A record that stays as it is.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name" example="Milo 1 kg">Its name.</param>
    /// <param name="Reason" example="sold">changed, or another reason of the kind, such as sold.</param>
    /// <param name="Message">A sentence for a person.</param>
    public sealed record KeptView(Guid Id, string Name, string Reason, string Message);

    /// <summary>A row as it would come in.</summary>
    /// <param name="Line">Line of the file, from 1.</param>
    /// <param name="Cells">What stands in it, by field.</param>
    /// <param name="Errors">What is wrong with it.</param>
    public sealed record PreviewRow(int Line, IReadOnlyDictionary<string, string> Cells, IReadOnlyList<ErrorView> Errors);

    /// <summary>A file that is there to be imported.</summary>
    /// <param name="Id">Id of the import.</param>
    public sealed record ImportCreated(Guid Id);
}
