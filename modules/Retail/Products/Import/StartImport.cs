using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Retail.Products.Import;

/// <summary>Sends an uploaded and mapped file to work.</summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class StartImport(RetailDb db, Outbox outbox) : UseCase<StartImport, StartImport.Input, Done>
{
    /// <param name="Mode"><c>all-or-nothing</c> or <c>valid-rows</c>.</param>
    public sealed record Input(Guid Id, string? Mode);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        // Of two that start it at once, the second waits here and finds it started.
        var import = await db.Set<ProductImport>()
            .FromSql($"SELECT * FROM retail.product_imports WHERE tenant_id = {db.Tenant.Value} AND import_id = {input.Id} FOR UPDATE")
            .SingleOrDefaultAsync(cancel);
        if (import is null)
            return Errors.ImportNotFound();
        if (import.State != ProductImport.Uploaded)
            return Errors.ImportStarted();

        var refusals = new List<Refusal>();
        if (input.Mode is not (ProductImport.AllOrNothing or ProductImport.ValidRows))
            refusals.Add(Errors.ImportModeUnknown());
        var columns = import.Columns.Columns;
        foreach (var needed in new[] { ProductColumn.Name, ProductColumn.Price })
            if (!columns.ContainsKey(needed))
                refusals.Add(Errors.ImportMappingInvalid(needed));
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        import.Start(input.Mode!);
        outbox.Add(RunProductImport.Kind, new RunProductImport.Payload(import.ImportId), import.ImportId.ToString());
        return default(Done);
    }
}
