using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Platform.Keeping;

/// <summary><c>/api/v1/holds</c> and the certificates of what was destroyed.</summary>
internal static class HoldsApi
{
    /// <summary>What is to be held.</summary>
    /// <param name="Scope" example="business">`business`, `class`, `table` or `record`.</param>
    /// <param name="Reason" example="Claim 12 of 2026 at the High Court.">Why, in 10 to 500 characters.</param>
    /// <param name="Class" example="accounting">Of a class: its key.</param>
    /// <param name="Table">Of a table or a record: schema and name, such as `retail.sales`.</param>
    /// <param name="Record">Of a record: its id.</param>
    /// <param name="Until" example="2999-12-31">The last day; left out, until it is released.</param>
    public sealed record HoldBody(
        string? Scope,
        string? Reason,
        string? Class = null,
        string? Table = null,
        string? Record = null,
        string? Until = null
    );

    /// <summary>A hold.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Scope" example="class">`business`, `class`, `table` or `record`.</param>
    /// <param name="Class" example="accounting">Of a class: its key.</param>
    /// <param name="Table">Of a table or a record: schema and name.</param>
    /// <param name="Record">Of a record: its id.</param>
    /// <param name="Reason" example="Claim 12 of 2026 at the High Court.">Why.</param>
    /// <param name="SetAt">Since when.</param>
    /// <param name="Until">The last day, or null.</param>
    /// <param name="ReleasedAt">When it was released, or null.</param>
    public sealed record HoldView(
        Guid Id,
        string Scope,
        string? Class,
        string? Table,
        Guid? Record,
        string Reason,
        DateTimeOffset SetAt,
        DateOnly? Until,
        DateTimeOffset? ReleasedAt
    );

    /// <summary>The new hold.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record HoldMade(Guid Id);

    /// <summary>A certificate of what was destroyed.</summary>
    /// <param name="Id">Id of the run.</param>
    /// <param name="Number" example="3">Its number in the business.</param>
    /// <param name="Day">The day whose run it was.</param>
    /// <param name="FinishedAt">When it ended.</param>
    /// <param name="Lines">Class by class and table by table.</param>
    /// <param name="Ledger">SHA-256 of its part of the deletion ledger.</param>
    /// <param name="KeyId">Which key signed.</param>
    /// <param name="Signature">ECDSA over P-256 and SHA-256, in hexadecimal digits.</param>
    /// <param name="Check" example="Holds">`Holds`, `SignatureWrong`, `LedgerChanged` or `KeyMissing`.</param>
    public sealed record CertificateView(
        Guid Id,
        long Number,
        DateOnly Day,
        DateTimeOffset FinishedAt,
        IReadOnlyList<CertificateList.Line> Lines,
        string Ledger,
        string KeyId,
        string Signature,
        string Check
    );

    public static void Map(IEndpointRouteBuilder api)
    {
        var holds = api.MapGroup("/holds").WithTags("Keeping data").WithMetadata(new NeedsAttribute(PlatformPermissions.RetentionManage));
        holds.MapGet("", List).WithSummary("List legal holds").WithDescription("Open ones first, at most 200.");
        holds
            .MapPost("", Place)
            .WithSummary("Hold data back")
            .WithDescription("From then on nothing it covers is destroyed, however old. A record's hold covers what points to it too.")
            .Refuses(
                PlatformErrors.Required("Reason"),
                KeepingErrors.ReasonTooShort(PlaceHold.ShortestReason),
                PlatformErrors.TooLong("Reason", PlaceHold.LongestReason),
                PlatformErrors.Unreadable("day", "Until"),
                PlatformErrors.Invalid("Scope"),
                KeepingErrors.HoldOver(),
                KeepingErrors.HoldRecordUnknown()
            );
        holds
            .MapPost("/{holdId:guid}/release", Release)
            .WithSummary("Release a hold")
            .WithDescription("What became due meanwhile is purged at once. Again does no harm.")
            .Refuses(PlatformErrors.NotFound());
        var certificates = api.MapGroup("/retention/certificates")
            .WithTags("Keeping data")
            .WithMetadata(new NeedsAttribute(PlatformPermissions.RetentionManage));
        certificates
            .MapGet("/{runId:guid}", Show)
            .WithSummary("Show and check a certificate of deletion")
            .WithDescription("Signature and ledger are checked anew at each call.")
            .Refuses(PlatformErrors.NotFound());
    }

    private static async Task<Ok<IReadOnlyList<HoldView>>> List(HoldList holds, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<HoldView>>([
            .. (await holds.All(cancel)).Select(h => new HoldView(
                h.Id,
                h.Scope,
                h.Class,
                h.Table,
                h.Record,
                h.Reason,
                h.SetAt,
                h.Until,
                h.ReleasedAt
            )),
        ]);

    private static async Task<Results<Created<HoldMade>, ProblemHttpResult>> Place(
        HoldBody hold,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var input = new PlaceHold.Input(hold.Scope, hold.Class, hold.Table, hold.Record, hold.Reason, hold.Until);
        return (await PlaceHold.Do(runner, input, cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created((string?)null, new HoldMade(id))
            : refusal.ToProblem(words);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Release(
        Guid holdId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await ReleaseHold.Do(runner, holdId, cancel)).Succeeded(out _, out var refusal)
            ? TypedResults.NoContent()
            : refusal.ToProblem(words);

    private static async Task<Results<Ok<CertificateView>, ProblemHttpResult>> Show(
        Guid runId,
        CertificateList certificates,
        Words words,
        CancellationToken cancel
    )
    {
        if (await certificates.Find(runId, cancel) is not { } found || await certificates.Verify(runId, cancel) is not { } check)
            return PlatformErrors.NotFound().ToProblem(words);

        return TypedResults.Ok(
            new CertificateView(
                found.Id,
                found.Number,
                found.Day,
                found.FinishedAt,
                found.Lines,
                found.Ledger,
                found.KeyId,
                found.Signature,
                check.ToString()
            )
        );
    }
}
