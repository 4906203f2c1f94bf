using Niaga.Contract;
using Niaga.Platform.Refusals;

namespace Niaga.Imports;

/// <summary>Every refusal of an import, by name. Their codes begin as the kind says.</summary>
internal static class ImportRefusals
{
    public static Refusal NotFound(ImportKind kind) => Of(kind, "not_found", 404);

    /// <summary>A picture, anything that is neither a workbook nor text.</summary>
    public static Refusal NotCsv(ImportKind kind) => Of(kind, "not_csv", 400, "File");

    /// <summary>Not a byte in it.</summary>
    public static Refusal FileEmpty(ImportKind kind) => new(kind.Names.Refusals.Split('.')[0] + ".file_empty", 400, "File");

    /// <summary>Headings at most.</summary>
    public static Refusal Empty(ImportKind kind) => Of(kind, "empty", 400, "File");

    public static Refusal TooLarge(ImportKind kind, int mostMegabytes) => Of(kind, "too_large", 413, "File", mostMegabytes);

    /// <summary>Small only as long as it is packed.</summary>
    public static Refusal UnpacksTooLarge(ImportKind kind, int mostMegabytes) => Of(kind, "unpacks_too_large", 400, "File", mostMegabytes);

    public static Refusal TooManyRows(ImportKind kind, int most) => Of(kind, "too_many_rows", 400, "File", most);

    public static Refusal TooManyColumns(ImportKind kind, int most) => Of(kind, "too_many_columns", 400, "File", most);

    /// <param name="kind">Whose import it is.</param>
    /// <param name="line">Where the quote stands.</param>
    public static Refusal QuoteOpen(ImportKind kind, int line) => Of(kind, "quote_open", 400, "File", line);

    /// <param name="kind">Whose import it is.</param>
    /// <param name="title">What the import is called that the file is for.</param>
    public static Refusal OfAnotherKind(ImportKind kind, string title) => Of(kind, "of_another_kind", 400, "File", title);

    public static Refusal MappingInvalid(ImportKind kind, string field) => Of(kind, "mapping_invalid", 400, field);

    public static Refusal ModeUnknown(ImportKind kind) => Of(kind, "mode_unknown", 400, "Mode");

    /// <summary>It runs already, or is over.</summary>
    public static Refusal Started(ImportKind kind) => Of(kind, "started", 409);

    public static Refusal Undone(ImportKind kind) => Of(kind, "undone", 409);

    /// <summary>It was not done, or longer ago than a day.</summary>
    public static Refusal UndoTooLate(ImportKind kind) => Of(kind, "undo_too_late", 409);

    /// <param name="kind">Whose import it is.</param>
    /// <param name="records">Names of the first records that stay as they are.</param>
    public static Refusal NothingToUndo(ImportKind kind, string records) => Of(kind, "nothing_to_undo", 409, null, records);

    public static Refusal LimitInvalid(ImportKind kind, int most) =>
        new(kind.Names.Refusals.Split('.')[0] + ".limit_invalid", 400, "Limit", most);

    private static Refusal Of(ImportKind kind, string name, int status, string? field = null, params object[] values) =>
        new(kind.Names.Refusals + name, status, field, values);
}
