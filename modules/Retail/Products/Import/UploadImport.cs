using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Retail.Products.Import;

/// <summary>Keeps a CSV file of products and guesses what its columns hold. Answers the import's id.</summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class UploadImport(RetailDb db, TenantFiles files, Caller caller, TimeProvider clock)
    : UseCase<UploadImport, UploadImport.Input, Guid>
{
    public const int MostMegabytes = 32;

    /// <summary>More rows at once are a mistake, or a job for the operator.</summary>
    public const int MostRows = 300_000;

    /// <param name="FileName">As the person calls it.</param>
    public sealed record Input(byte[] Content, string? FileName);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        if (input.Content.Length > MostMegabytes * 1024 * 1024)
            return Errors.ImportTooLarge(MostMegabytes);
        if (input.Content.Length == 0)
            return Errors.FileEmpty();
        if (CsvFile.Read(input.Content) is not { } file)
            return Errors.ImportNotCsv();

        CsvLine? headings = null;
        var rows = 0;
        foreach (var line in file.Lines())
        {
            if (headings is null)
                headings = line;
            else
                rows++;
        }
        if (headings is not { } first || rows == 0)
            return Errors.ImportEmpty();
        if (rows > MostRows)
            return Errors.ImportTooManyRows(MostRows);

        var mapping = new ImportMapping(ProductColumn.Guess(first.Cells), file.Separator.ToString(), file.EncodingName);
        var name = NameOf(input.FileName);
        if (!(await files.Keep(name, "text/csv", input.Content, cancel)).Succeeded(out var kept, out var full))
            return full;

        var import = new ProductImport(kept, name, mapping, rows, caller.Person!.Value, clock.GetUtcNow());
        db.Set<ProductImport>().Add(import);
        return import.ImportId;
    }

    private static string NameOf(string? name)
    {
        var plain = SingleLineText.Clean(name ?? "");
        return plain.Length == 0 ? "products.csv"
            : plain.Length <= 120 ? plain
            : plain[^120..];
    }
}
