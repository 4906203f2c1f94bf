using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Imports;

/// <summary>The imports of the business, one of them, and what was wrong with its rows.</summary>
internal sealed class ImportList(TenantSession session)
{
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
    /// <param name="id">Id of the import.</param>
    /// <param name="after">The last line and field already seen; null from the start.</param>
    /// <param name="most">How many at most; null for all.</param>
    /// <param name="cancel">Ends the reading.</param>
    public Task<List<ImportError>> Errors(Guid id, (int Line, string Field)? after, int? most, CancellationToken cancel)
    {
        var errors = session.Open<ImportsDb>().Set<ImportError>().Where(e => e.ImportId == id);
        if (after is var (line, field))
            errors = errors.Where(e => EF.Functions.GreaterThan(ValueTuple.Create(e.Line, e.Field), ValueTuple.Create(line, field)));
        errors = errors.OrderBy(e => e.Line).ThenBy(e => e.Field);
        return (most is { } take ? errors.Take(take) : errors).ToListAsync(cancel);
    }
}
