using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Retail.Products.Import;

/// <summary>Says which column of an uploaded file holds what.</summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class MapImport(RetailDb db) : UseCase<MapImport, MapImport.Input, Done>
{
    private const int MostColumns = 1000;

    /// <param name="Columns">Column, from 0, by the key of an <see cref="ProductColumn"/>; what is left out is not imported.</param>
    /// <param name="Encoding">Web name of the file's encoding where the guess was wrong; null leaves it. The API keeps the guess.</param>
    public sealed record Input(Guid Id, IReadOnlyDictionary<string, int> Columns, string? Encoding = null);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (await db.Set<ProductImport>().SingleOrDefaultAsync(i => i.ImportId == input.Id, cancel) is not { } import)
            return Errors.ImportNotFound();
        if (import.State != ProductImport.Uploaded)
            return Errors.ImportStarted();
        if (Wrong(input.Columns) is { } field)
            return Errors.ImportMappingInvalid(field);

        var encoding =
            CsvFile.Encodings.Contains(input.Encoding) && import.Columns.Encoding != Workbook.Encoding
                ? input.Encoding!
                : import.Columns.Encoding;
        import.Map(import.Columns with { Columns = input.Columns, Encoding = encoding });
        return default(Done);
    }

    private static string? Wrong(IReadOnlyDictionary<string, int> columns)
    {
        var known = ProductColumn.All.Select(f => f.Key).ToHashSet();
        foreach (var (key, column) in columns)
        {
            if (!known.Contains(key) || column is < 0 or >= MostColumns)
                return key;
        }
        return columns.GroupBy(c => c.Value).FirstOrDefault(g => g.Count() > 1)?.Last().Key;
    }
}
