using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;

namespace Niaga.Imports;

/// <summary>The imports of the business, one of them, and what was wrong with its rows.</summary>
internal sealed class ImportList(TenantSession session, DisclosureLog disclosures)
{
    /// <summary>What the log calls an import whose refused rows somebody saw.</summary>
    public const string Subject = "imports.import";

    /// <summary>The newest first.</summary>
    public Task<List<ImportRun>> Newest(string kind, int most, CancellationToken cancel) =>
        session
            .Open<ImportsDb>()
            .Set<ImportRun>()
            .Where(i => i.Kind == kind)
            .OrderByDescending(i => i.ImportId)
            .Take(most)
            .ToListAsync(cancel);

    /// <returns>Null when the business has none of that kind by that id.</returns>
    public Task<ImportRun?> Find(string kind, Guid id, CancellationToken cancel) =>
        session.Open<ImportsDb>().Set<ImportRun>().FirstOrDefaultAsync(i => i.Kind == kind && i.ImportId == id, cancel);

    /// <summary>What was wrong, by line and field.</summary>
    /// <param name="kind">Its kind: rows about people are shown on the record.</param>
    /// <param name="id">Id of the import.</param>
    /// <param name="after">The last line and field already seen; null from the start.</param>
    /// <param name="most">How many at most; null for all.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<List<RefusedRow>> Errors(
        ImportKind kind,
        Guid id,
        (int Line, string Field)? after,
        int? most,
        CancellationToken cancel
    )
    {
        var errors = session.Open<ImportsDb>().Set<ImportError>().Where(e => e.ImportId == id);
        if (after is var (line, field))
            errors = errors.Where(e => EF.Functions.GreaterThan(ValueTuple.Create(e.Line, e.Field), ValueTuple.Create(line, field)));
        errors = errors.OrderBy(e => e.Line).ThenBy(e => e.Field);
        var found = await (most is { } take ? errors.Take(take) : errors).ToListAsync(cancel);
        if (found.Count == 0)
            return [];

        var shown = kind.Personal ? await disclosures.Show(Subject, [id], ["rows"], cancel) : await disclosures.OfThings(cancel);
        return
        [
            .. found.Select(e => new RefusedRow(
                new(e.Line, e.Field, e.Code, shown.Text(e.Value, id), shown.Text(e.Detail, id)),
                e.Cells is { } cells && shown.Open(cells, id) ? JsonSerializer.Deserialize<string[]>(shown.Text(cells, id)!) : null
            )),
        ];
    }
}
