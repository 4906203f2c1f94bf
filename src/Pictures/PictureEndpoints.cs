using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Pictures;

/// <summary>The pictures of one kind of record, on the API and on the site.</summary>
public static class PictureEndpoints
{
    private sealed class BodyLimit : IRequestSizeLimitMetadata
    {
        // Above ours, so that the answer is ours.
        public long? MaxRequestBodySize => PictureReader.MostBytes + (1024 * 1024);
    }

    /// <summary>What was added.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record PictureCreated(Guid Id);

    /// <summary>The pictures in another order.</summary>
    /// <param name="Pictures">Ids of all of them, the one shown first at the head.</param>
    public sealed record OrderBody(IReadOnlyList<Guid>? Pictures);

    /// <summary><c>/{path}/{id}/pictures</c>: list, add, order, fetch, remove, restore.</summary>
    /// <typeparam name="TUseCase">The module's use case, which needs the kind's permission to edit.</typeparam>
    public static void MapPictures<TUseCase>(this IEndpointRouteBuilder api, PictureKind kind, string tag)
        where TUseCase : UseCase<TUseCase, PictureChange, PictureList>
    {
        var (view, edit) = (new NeedsAttribute(kind.View), new NeedsAttribute(kind.Edit));
        var pictures = api.MapGroup($"/{kind.Path}/{{id:guid}}/pictures").WithTags(tag);
        pictures
            .MapGet("", (Guid id, [AsParameters] Reading of, CancellationToken cancel) => List(kind, id, of, cancel))
            .WithMetadata(view)
            .WithSummary("List the pictures")
            .WithDescription("The first one is what lists and tiles show. Its ETag goes into If-Match of a new order.")
            .HasETag()
            .Refuses(kind.NotFound);
        pictures
            .MapPost("", Add<TUseCase>)
            .WithMetadata(edit, new BodyLimit())
            .DisableAntiforgery()
            .WithSummary("Add a picture")
            .WithDescription(
                $"The file is the body: JPEG, PNG or WebP of at most {PictureReader.MostMegabytes} MB and "
                    + $"{DecodedPicture.MostMegapixels} megapixels, told by its bytes. It is drawn anew within 1600 × 1600 pixels, "
                    + "upright, without place or camera. With replaces it takes that picture's place."
            )
            .Accepts<IFormFile>("image/*", "application/octet-stream")
            .Refuses([
                kind.NotFound,
                .. PictureErrors.OfReading,
                PictureErrors.TooMany(),
                PictureErrors.NotFound(),
                PlatformErrors.StorageFull(0),
            ]);
        pictures
            .MapPut("/order", Order<TUseCase>)
            .HasETag()
            .WithMetadata(edit)
            .WithSummary("Put the pictures in another order")
            .WithDescription("All of them, each once. Asks for If-Match with the ETag of the list.")
            .Refuses(kind.NotFound, PictureErrors.OrderInvalid(), PlatformErrors.Required("Pictures"), PlatformErrors.ChangedByAnother());
        pictures
            .MapGet(
                "/{pictureId:guid}",
                (
                    Guid id,
                    Guid pictureId,
                    [Description("96 or 320: a square of that many pixels; 1600 when left out: all of it.")] int? size,
                    [AsParameters] Reading of,
                    CancellationToken cancel
                ) => Show(kind, id, pictureId, size, of, cancel)
            )
            .WithMetadata(view)
            .WithSummary("Fetch a picture")
            .WithDescription("As WebP.")
            .Produces<byte[]>(200, ReadPicture.ContentType)
            .Refuses(PictureErrors.NotFound(), PlatformErrors.Invalid("Size"));
        pictures
            .MapDelete("/{pictureId:guid}", Remove<TUseCase>)
            .WithMetadata(edit)
            .WithSummary("Remove a picture")
            .WithDescription("The last one removed can be restored for a day; it does not count against the quota meanwhile.")
            .Refuses(kind.NotFound, PictureErrors.NotFound());
        pictures
            .MapPost("/{pictureId:guid}/restore", Restore<TUseCase>)
            .WithMetadata(edit)
            .WithSummary("Restore a picture")
            .WithDescription("The one removed last, or what another replaced.")
            .Refuses(kind.NotFound, PictureErrors.NotFound(), PictureErrors.TooMany(), PlatformErrors.StorageFull(0));
    }

    /// <summary>The pictures for the business's own pages, by the hash of their content.</summary>
    public static void MapPictureFiles(this IEndpointRouteBuilder site, PictureKind kind)
    {
        foreach (var size in Enum.GetValues<PictureSize>())
        {
            site.MapGet(
                    $"/{kind.Path}/pictures/{{hash:guid}}/{(int)size}",
                    async Task<Results<FileContentHttpResult, NotFound>> (
                        Guid hash,
                        RecordPictures pictures,
                        HttpResponse response,
                        CancellationToken cancel
                    ) =>
                        await pictures.Find(kind, hash, size, cancel) is { } file
                            ? PictureFile.Serve(file, response, forever: true)
                            : TypedResults.NotFound()
                )
                .WithMetadata(new NeedsAttribute(kind.View))
                .ExcludeFromDescription();
        }
    }

    /// <summary>What an endpoint reads with.</summary>
    internal sealed record Reading(TenantSession Session, RecordPictures Pictures, HttpResponse Response, Words Words);

    private static async Task<Results<Ok<PictureList>, ProblemHttpResult>> List(
        PictureKind kind,
        Guid id,
        Reading of,
        CancellationToken cancel
    )
    {
        if (!await kind.Exists(of.Session, id, cancel))
            return kind.NotFound.ToProblem(of.Words);

        var list = await of.Pictures.Of(kind, id, cancel);
        ETags.Set(of.Response, list.Version);
        return TypedResults.Ok(list);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Show(
        PictureKind kind,
        Guid id,
        Guid picture,
        int? size,
        Reading of,
        CancellationToken cancel
    )
    {
        var chosen = (PictureSize)(size ?? (int)PictureSize.Large);
        if (!Enum.IsDefined(chosen))
            return PlatformErrors.Invalid("Size").ToProblem(of.Words);

        return await of.Pictures.Find(kind, id, picture, chosen, cancel) is { } file
            ? PictureFile.Serve(file, of.Response, forever: false)
            : PictureErrors.NotFound().ToProblem(of.Words);
    }

    private static async Task<Results<Created<PictureCreated>, ProblemHttpResult>> Add<TUseCase>(
        Guid id,
        [Description("Id of the picture whose place it takes.")] Guid? replaces,
        HttpRequest request,
        PictureReader reader,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
        where TUseCase : UseCase<TUseCase, PictureChange, PictureList>
    {
        if (!(await reader.Read(request.Body, request.ContentLength, cancel)).Succeeded(out var picture, out var unreadable))
            return unreadable.ToProblem(words);
        if (!(await Do<TUseCase>(runner, new PictureChange.Add(id, picture, replaces), cancel)).Succeeded(out var list, out var refusal))
            return refusal.ToProblem(words);

        var added = list.Items.MaxBy(p => p.Id)!.Id;
        return TypedResults.Created($"{request.Path}/{added}", new PictureCreated(added));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Order<TUseCase>(
        Guid id,
        OrderBody body,
        HttpRequest request,
        HttpResponse response,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
        where TUseCase : UseCase<TUseCase, PictureChange, PictureList>
    {
        if (body.Pictures is not { } pictures)
            return PlatformErrors.Required(nameof(body.Pictures)).ToProblem(words);

        var order = new PictureChange.Order(id, pictures, ETags.IfMatch(request));
        if (!(await Do<TUseCase>(runner, order, cancel)).Succeeded(out var list, out var refusal))
            return refusal.ToProblem(words);

        ETags.Set(response, list.Version);
        return TypedResults.NoContent();
    }

    private static Task<Results<NoContent, ProblemHttpResult>> Remove<TUseCase>(
        Guid id,
        Guid pictureId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
        where TUseCase : UseCase<TUseCase, PictureChange, PictureList> =>
        Answer(Do<TUseCase>(runner, new PictureChange.Remove(id, pictureId), cancel), words);

    private static Task<Results<NoContent, ProblemHttpResult>> Restore<TUseCase>(
        Guid id,
        Guid pictureId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
        where TUseCase : UseCase<TUseCase, PictureChange, PictureList> =>
        Answer(Do<TUseCase>(runner, new PictureChange.Restore(id, pictureId), cancel), words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Answer(Task<Outcome<PictureList>> doing, Words words) =>
        (await doing).ToNoContent(words);

    private static Task<Outcome<PictureList>> Do<TUseCase>(UseCaseRunner runner, PictureChange change, CancellationToken cancel)
        where TUseCase : UseCase<TUseCase, PictureChange, PictureList> =>
        UseCase<TUseCase, PictureChange, PictureList>.Do(runner, change, cancel);
}
