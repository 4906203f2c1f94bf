using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Platform.Keeping;

/// <summary><c>/api/v1/bin</c>: what was deleted and can come back.</summary>
internal static class BinApi
{
    /// <summary>Something in the bin.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Table" example="trade.customers">What kind of record it is.</param>
    /// <param name="Name" example="Nur Aisyah binti Rahman">What it is called, or how it begins.</param>
    /// <param name="DeletedAt">When it was deleted.</param>
    /// <param name="By" example="Siti binti Ahmad">Who deleted it; null where nobody knows.</param>
    /// <param name="GoesOn">The day whose run destroys it.</param>
    public sealed record BinView(Guid Id, string Table, string Name, DateTimeOffset DeletedAt, string? By, DateOnly GoesOn);

    /// <summary>What to bring back.</summary>
    /// <param name="Table" example="trade.customers">What kind of record it is.</param>
    /// <param name="Id">Its id.</param>
    public sealed record BinRestore(string? Table, Guid? Id);

    public static void Map(IEndpointRouteBuilder api)
    {
        var bin = api.MapGroup("/bin")
            .WithTags("Keeping data")
            .WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen))
            .Discloses(Purposes.Records);
        bin.MapGet("", List)
            .WithSummary("List what lies in the bin")
            .WithDescription("Of all kinds the caller may bring back, the newest first, at most 200 of each.");
        bin.MapPost("/restore", Restore)
            .WithSummary("Bring something back from the bin")
            .WithDescription("To where it was. Deleting for good before its time is done on the page, by the owner.")
            .Refuses(KeepingErrors.NotInBin());
    }

    private static async Task<Ok<IReadOnlyList<BinView>>> List(Bin bin, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<BinView>>([
            .. (await bin.All(cancel)).Select(r => new BinView(
                r.Item.Id,
                r.Item.Table,
                r.Item.Name,
                r.Item.DeletedAt,
                r.Item.By,
                r.GoesOn
            )),
        ]);

    private static async Task<Results<NoContent, ProblemHttpResult>> Restore(
        BinRestore what,
        Bin bin,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        if ((await bin.Restore(what.Table ?? "", what.Id ?? Guid.Empty, runner, cancel)).Succeeded(out _, out var refusal))
            return TypedResults.NoContent();

        // Each kind has its own word for what is not there; here it is one.
        return (refusal.Status == StatusCodes.Status404NotFound ? KeepingErrors.NotInBin() : refusal).ToProblem(words);
    }
}
