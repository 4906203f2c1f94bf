using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Imports;

/// <summary>Says which column of an uploaded file holds what, and what becomes of records that are there already.</summary>
[SignedIn]
internal sealed class MapImport(ImportsDb db, ImportKinds kinds) : UseCase<MapImport, MapImport.Input, Done>
{
    /// <param name="Kind">Key of an <see cref="ImportKind"/>.</param>
    /// <param name="Columns">Column, from 0, by the key of an <see cref="ImportColumn"/>; what is left out is not imported. Null leaves
    /// all as they are.</param>
    /// <param name="Encoding">Web name of the file's encoding where the guess was wrong; null leaves it.</param>
    /// <param name="RefuseKnown">Rows of records that are there already are refused; null leaves it.</param>
    public sealed record Input(
        string Kind,
        Guid Id,
        IReadOnlyDictionary<string, int>? Columns,
        string? Encoding = null,
        bool? RefuseKnown = null
    );

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var kind = kinds.Find(input.Kind);
        if (kinds.Refuse(kind) is { } forbidden)
            return forbidden;
        if (await db.Set<ImportRun>().SingleOrDefaultAsync(i => i.Kind == kind.Key && i.ImportId == input.Id, cancel) is not { } import)
            return ImportRefusals.NotFound(kind);
        if (import.State != ImportRun.Uploaded)
            return ImportRefusals.Started(kind);
        if (input.Columns is { } chosen && Wrong(await kinds.Columns(kind.Key, cancel), chosen) is { } field)
            return ImportRefusals.MappingInvalid(kind, field);

        var now = import.Columns;
        var encoding = CsvFile.Encodings.Contains(input.Encoding) && now.Encoding != Workbook.Encoding ? input.Encoding! : now.Encoding;
        import.Map(
            now with
            {
                Columns = input.Columns ?? now.Columns,
                Encoding = encoding,
                RefuseKnown = input.RefuseKnown ?? now.RefuseKnown,
            }
        );
        return default(Done);
    }

    private static string? Wrong(IReadOnlyList<ImportColumn> all, IReadOnlyDictionary<string, int> columns)
    {
        var known = all.Select(c => c.Key).ToHashSet();
        foreach (var (key, column) in columns)
        {
            if (!known.Contains(key) || column is < 0 or >= UploadImport.MostColumns)
                return key;
        }
        return columns.GroupBy(c => c.Value).FirstOrDefault(g => g.Count() > 1)?.Last().Key;
    }
}
