namespace Niaga.Contract;

/// <summary>
/// A kind of records that come in as CSV or Excel. Its texts are <c>import.{Key}</c>, with <c>.about</c>, <c>.rules</c>, <c>.records</c>
/// (what they are called together) and <c>.template</c> (name of a file).
/// </summary>
/// <param name="Key">Unique key, such as <c>trade.customers</c>.</param>
/// <param name="Source">The class that reads, compares, writes and takes back (<c>RecordImport</c> of the import kit).</param>
/// <param name="Path">Where its records are within the business's address, such as <c>customers</c>.</param>
/// <param name="Api">Where its imports are below <c>/api/v1</c>, such as <c>customer-imports</c>.</param>
/// <param name="Permission">Who may import.</param>
/// <param name="Columns">From left to right in the template.</param>
public sealed record ImportKind(string Key, Type Source, string Path, string Api, string Permission, IReadOnlyList<ImportColumn> Columns)
{
    /// <summary>What its refusals and events are called, where programs know them by names older than the kit.</summary>
    public ImportNames Names { get; init; } = ImportNames.Kit;

    /// <summary>Its rows are about people: who reads those that were refused is written down.</summary>
    public bool Personal { get; init; }
}

/// <summary>Names that an import is known by outside.</summary>
/// <param name="Refusals">What the code of each refusal begins with.</param>
/// <param name="Imported">The audited event of an import that is over.</param>
/// <param name="Undone">The audited event of one that was taken back.</param>
/// <param name="ErrorsExported">The audited event of the rows with mistakes taken out as a file.</param>
/// <param name="Subject">As the audit log calls an import.</param>
public sealed record ImportNames(string Refusals, string Imported, string Undone, string ErrorsExported, string Subject)
{
    public static ImportNames Kit { get; } =
        new("imports.", "imports.imported", "imports.undone", "imports.errors_exported", "imports.import");
}
