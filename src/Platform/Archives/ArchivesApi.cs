using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Platform.Archives;

/// <summary><c>/api/v1/archives</c>: all data of the business as one file; also of one that is suspended or has ended.</summary>
internal static class ArchivesApi
{
    private const string Business = "platform.business";

    /// <summary>What the archive is encrypted to.</summary>
    /// <param name="Passphrase" example="four words that nobody guesses">
    /// At least 14 characters. It is not kept: without it the file opens for nobody.
    /// </param>
    public sealed record ArchiveBody(string? Passphrase);

    /// <summary>An archive.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="State" example="ready">`waiting`, `running`, `ready`, `failed`, `cancelled` or `expired`.</param>
    /// <param name="AskedAt">When it was asked for.</param>
    /// <param name="RowsDone" example="30732">Rows and files that are in it so far.</param>
    /// <param name="RowsTotal" example="30732">Of how many; 0 while they are counted.</param>
    /// <param name="Bytes" example="1826883">Its size, once it is ready.</param>
    /// <param name="ExpiresAt">Until when it can be fetched.</param>
    public sealed record ArchiveView(
        Guid Id,
        string State,
        DateTimeOffset AskedAt,
        long RowsDone,
        long RowsTotal,
        long? Bytes,
        DateTimeOffset? ExpiresAt
    );

    /// <summary>The archive that is being made.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record ArchiveAsked(Guid Id);

    public static void Map(IEndpointRouteBuilder api)
    {
        var archives = api.MapGroup("/archives")
            .WithTags("Archives")
            .WithMetadata(new NeedsAttribute(PlatformPermissions.ArchiveTake), new OpenWhenClosedAttribute());
        archives.MapGet("", List).WithSummary("List archives").WithDescription("The newest first, at most 50.");
        archives
            .MapPost("", Take)
            .WithSummary("Ask for an archive of all data")
            .WithDescription("It is made in the background: ask for its state until it is ready. One at a time.")
            .Refuses(
                PlatformErrors.Required("Passphrase"),
                PlatformErrors.TooLong("Passphrase", ArchivePassphrase.Longest),
                ArchiveErrors.WeakPassphrase("Passphrase", ArchivePassphrase.Shortest),
                ArchiveErrors.UnderWay()
            );
        archives.MapGet("/{archiveId:guid}", Show).WithSummary("Show an archive").Refuses(PlatformErrors.NotFound());
        archives
            .MapPost("/{archiveId:guid}/cancel", Cancel)
            .WithSummary("Cancel an archive")
            .WithDescription("Stops one that is being made and takes away one that is ready. Again does no harm.")
            .Refuses(PlatformErrors.NotFound());
        archives
            .MapGet("/{archiveId:guid}/file", File)
            .WithSummary("Fetch an archive")
            .WithDescription(
                "An OpenPGP message: `gpg -d` opens it with the passphrase. It can be fetched for 7 days, as often as you like."
            )
            .Discloses(Purposes.Export, Business)
            .Refuses(PlatformErrors.NotFound(), ArchiveErrors.NotReady(), ArchiveErrors.Expired())
            .Produces(StatusCodes.Status200OK, contentType: ContentType);
    }

    private const string ContentType = "application/pgp-encrypted";

    private static async Task<Ok<IReadOnlyList<ArchiveView>>> List(ArchiveList archives, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<ArchiveView>>([.. (await archives.All(cancel)).Select(View)]);

    private static async Task<Results<Accepted<ArchiveAsked>, ProblemHttpResult>> Take(
        ArchiveBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await TakeArchive.Do(runner, new(body.Passphrase, body.Passphrase), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Accepted((string?)null, new ArchiveAsked(id))
            : refusal.ToProblem(words);

    private static async Task<Results<Ok<ArchiveView>, ProblemHttpResult>> Show(
        Guid archiveId,
        ArchiveList archives,
        Words words,
        CancellationToken cancel
    ) => await archives.Find(archiveId, cancel) is { } found ? TypedResults.Ok(View(found)) : PlatformErrors.NotFound().ToProblem(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Cancel(
        Guid archiveId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await CancelArchive.Do(runner, new(archiveId), cancel)).Succeeded(out _, out var refusal)
            ? TypedResults.NoContent()
            : refusal.ToProblem(words);

    /// <summary>Who takes the file is written down before its first byte leaves.</summary>
    private static async Task<IResult> File(
        Guid archiveId,
        ArchiveList archives,
        ArchiveStore store,
        TenantSession session,
        DisclosureLog disclosures,
        Caller caller,
        Words words,
        CancellationToken cancel
    )
    {
        if (await archives.Find(archiveId, cancel) is not { } found)
            return PlatformErrors.NotFound().ToProblem(words);
        if (found.State == "expired")
            return ArchiveErrors.Expired().ToProblem(words);
        if (found.State != "ready" || store.Open(session.Tenant, archiveId) is not { } file)
            return ArchiveErrors.NotReady().ToProblem(words);

        await disclosures.Show(Business, [session.Tenant.Value], ["archive"], cancel);
        return Results.File(file, ContentType, $"{caller.Slug?.Value ?? "business"}-{found.AskedAt:yyyyMMdd}.zip.pgp");
    }

    private static ArchiveView View(ArchiveList.Row row) =>
        new(row.Id, row.State, row.AskedAt, row.RowsDone, row.RowsTotal, row.Bytes, row.ExpiresAt);
}
