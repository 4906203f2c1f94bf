using Microsoft.EntityFrameworkCore;

namespace Niaga.Retail.Products.Import;

/// <summary>What undoing an import would take back, and what has to stay.</summary>
internal sealed class UndoPreview(RetailDb db)
{
    private const int MostKept = 100;

    /// <param name="Archived">Products it made that are archived.</param>
    /// <param name="Restored">Products it changed that are as they were.</param>
    /// <param name="KeptTotal">How many stay as they are.</param>
    /// <param name="Kept">The first of those by name.</param>
    public sealed record Plan(int Archived, int Restored, int KeptTotal, IReadOnlyList<KeptProduct> Kept)
    {
        public bool Any => Archived + Restored > 0;
    }

    /// <param name="Reason">changed, sold, moved or barcode; the sentence is the text <c>retail.import.kept.{Reason}</c>.</param>
    public sealed record KeptProduct(Guid Id, string Name, string Reason);

    internal sealed record Row(int Archived, int Restored, int Kept, Guid? Id, string? Name, string? Reason);

    public async Task<Plan> Read(Guid import, CancellationToken cancel)
    {
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                WITH plan AS MATERIALIZED (SELECT * FROM retail.import_undo({db.Tenant.Value}, {import})),
                counted AS (SELECT count(*) FILTER (WHERE made AND kept IS NULL)::int AS archived,
                    count(*) FILTER (WHERE NOT made AND kept IS NULL)::int AS restored, count(kept)::int AS kept FROM plan),
                named AS (SELECT p.product_id, p.name, p.name_key, k.kept FROM plan k JOIN retail.products p
                    ON p.tenant_id = {db.Tenant.Value} AND p.product_id = k.product_id
                    WHERE k.kept IS NOT NULL ORDER BY p.name_key, p.product_id LIMIT {MostKept})
                SELECT c.archived AS "Archived", c.restored AS "Restored", c.kept AS "Kept", n.product_id AS "Id", n.name AS "Name",
                    n.kept AS "Reason"
                FROM counted c LEFT JOIN named n ON true ORDER BY n.name_key, n.product_id
                """
            )
            .ToListAsync(cancel);
        var kept = rows.Where(r => r.Id is not null).Select(r => new KeptProduct(r.Id!.Value, r.Name!, r.Reason!)).ToArray();
        return new(rows[0].Archived, rows[0].Restored, rows[0].Kept, kept);
    }
}
