using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Imports;

/// <summary>Keeps a file of records and guesses what its columns hold. Answers the import's id.</summary>
[SignedIn]
internal sealed class UploadImport(ImportsDb db, ImportKinds kinds, TenantFiles files, Caller caller, Words words, TimeProvider clock)
    : UseCase<UploadImport, UploadImport.Input, Guid>
{
    public const int MostMegabytes = 32;

    /// <summary>More rows at once are a mistake, or a job for the operator.</summary>
    public const int MostRows = 300_000;

    public const int MostColumns = 500;

    /// <param name="Kind">Key of an <see cref="ImportKind"/>.</param>
    /// <param name="FileName">As the person calls it.</param>
    public sealed record Input(string Kind, byte[] Content, string? FileName);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var kind = kinds.Find(input.Kind);
        if (kinds.Refuse(kind) is { } forbidden)
            return forbidden;
        if (!Read(kind, input.Content).Succeeded(out var file, out var unreadable))
            return unreadable;

        var guess = await kinds.EveryHeading(kind.Key, cancel);
        CsvLine? headings = null;
        var (rows, columns) = (0, 0);
        foreach (var line in file.Lines(guess))
        {
            columns = Math.Max(columns, line.Cells.Length);
            if (headings is null)
                headings = line;
            else
                rows++;
        }
        if (columns > MostColumns)
            return ImportRefusals.TooManyColumns(kind, MostColumns);
        if (headings is not { } first || rows == 0)
            return ImportRefusals.Empty(kind);
        if (rows > MostRows)
            return ImportRefusals.TooManyRows(kind, MostRows);
        if (kinds.MeantFor(kind.Key, guess, file) is { } other)
            return ImportRefusals.OfAnotherKind(kind, words["import." + other.Key]);

        // No other column takes the heading of one that the caller may not bring in.
        var mine = (await kinds.Columns(kind.Key, cancel)).Select(c => c.Key).ToHashSet();
        var guessed = guess.Of(first.Cells).Where(c => mine.Contains(c.Key)).ToDictionary();
        var mapping = new ImportMapping(guessed, file.Separator.ToString(), file.EncodingName);
        var name = NameOf(input.FileName);
        if (!(await files.Keep(name, "text/csv", input.Content, cancel)).Succeeded(out var kept, out var full))
            return full;

        var import = new ImportRun(kind.Key, kept, name, mapping, rows, caller.Person!.Value, clock.GetUtcNow());
        db.Set<ImportRun>().Add(import);
        return import.ImportId;
    }

    private static Outcome<CsvFile> Read(ImportKind kind, byte[] content)
    {
        if (content.Length > MostMegabytes * 1024 * 1024)
            return ImportRefusals.TooLarge(kind, MostMegabytes);
        if (content.Length == 0)
            return ImportRefusals.FileEmpty(kind);

        try
        {
            if (CsvFile.Read(content) is not { } file)
                return ImportRefusals.NotCsv(kind);
            return file.OpenQuote() is { } line ? ImportRefusals.QuoteOpen(kind, line) : file;
        }
        catch (UnpacksTooLargeException)
        {
            return ImportRefusals.UnpacksTooLarge(kind, Workbook.MostUnpackedMegabytes);
        }
    }

    private static string NameOf(string? name)
    {
        var plain = SingleLineText.Clean(name ?? "");
        return plain.Length == 0 ? "import.csv"
            : plain.Length <= 120 ? plain
            : plain[^120..];
    }
}
