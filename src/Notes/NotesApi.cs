using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Notes;

/// <summary><c>/api/v1/{path}/{id}/notes</c> and <c>…/attachments</c> of each kind of record.</summary>
internal static class NotesApi
{
    private sealed class BodyLimit : IRequestSizeLimitMetadata
    {
        // Above ours, so that the answer is ours.
        public long? MaxRequestBodySize => FileContent.MostBytes + (1024 * 1024);
    }

    /// <param name="Text" example="@Ali please check the price">Plain text of at most 4,000 characters; `@` and a member's name tells
    /// them by mail.</param>
    public sealed record CommentBody(string? Text);

    /// <param name="Id">Its id.</param>
    public sealed record Added(Guid Id);

    /// <param name="Items">Oldest first, at most the newest 200.</param>
    public sealed record NoteList(IReadOnlyList<NoteView> Items);

    /// <param name="Names">How they call themselves, by name.</param>
    public sealed record PeopleList(IReadOnlyList<string> Names);

    public static void Map(IEndpointRouteBuilder api, NoteKind kind)
    {
        var (view, write) = (new NeedsAttribute(kind.View), new NeedsAttribute(NotesPermissions.Write));
        var notes = api.MapGroup($"/{kind.Path}/{{id:guid}}/notes").WithTags("Notes");
        var list = notes
            .MapGet("", (Guid id, [AsParameters] Reading of, CancellationToken cancel) => List(kind, id, of, cancel))
            .WithMetadata(view)
            .WithSummary("Comments and attachments")
            .ProducesProblem(404);
        if (kind.NameIsPersonal)
            list.Discloses(Purposes.Service, kind.Subject);
        notes
            .MapGet("/people", (Guid id, [AsParameters] Reading of, CancellationToken cancel) => People(kind, id, of, cancel))
            .WithMetadata(write)
            .WithSummary("Whom a comment can name")
            .WithDescription("Members who may see the record.")
            .ProducesProblem(404);
        notes
            .MapPost(
                "",
                (Guid id, CommentBody body, [AsParameters] Doing of, CancellationToken cancel) => Write(kind, id, body, of, cancel)
            )
            .WithMetadata(write)
            .WithSummary("Comment on a record")
            .Refuses(PlatformErrors.Required("Text"), PlatformErrors.TooLong("Text", CommentText.Longest), PlatformErrors.NotFound());
        notes
            .MapPatch(
                "/{commentId:guid}",
                (Guid id, Guid commentId, CommentBody body, [AsParameters] Doing of, CancellationToken cancel) =>
                    Answer(EditComment.Do(of.Runner, new(kind, id, commentId, body.Text), cancel), of)
            )
            .WithMetadata(write)
            .WithSummary("Edit a comment of one's own")
            .Refuses(
                PlatformErrors.Required("Text"),
                PlatformErrors.TooLong("Text", CommentText.Longest),
                PlatformErrors.NotFound(),
                NotesErrors.NotYours()
            );
        notes
            .MapDelete(
                "/{commentId:guid}",
                (Guid id, Guid commentId, [AsParameters] Doing of, CancellationToken cancel) =>
                    Answer(ShowComment.Do(of.Runner, new(kind, id, commentId, Shown: false), cancel), of)
            )
            .WithMetadata(write)
            .WithSummary("Take a comment away")
            .WithDescription($"One's own; others' with `{NotesPermissions.Moderate}`. It lies in the bin until its time comes.")
            .Refuses(PlatformErrors.NotFound(), NotesErrors.NotYours());
        notes
            .MapPost(
                "/{commentId:guid}/restore",
                (Guid id, Guid commentId, [AsParameters] Doing of, CancellationToken cancel) =>
                    Answer(ShowComment.Do(of.Runner, new(kind, id, commentId, Shown: true), cancel), of)
            )
            .WithMetadata(write)
            .WithSummary("Bring a comment back")
            .Refuses(PlatformErrors.NotFound(), NotesErrors.NotYours());
        MapAttachments(api, kind, write);
    }

    private static void MapAttachments(IEndpointRouteBuilder api, NoteKind kind, NeedsAttribute write)
    {
        var files = api.MapGroup($"/{kind.Path}/{{id:guid}}/attachments").WithTags("Notes");
        files
            .MapPost(
                "",
                (
                    Guid id,
                    [Description("What the file is called.")] string? name,
                    HttpRequest request,
                    FileReader reader,
                    [AsParameters] Doing of,
                    CancellationToken cancel
                ) => Attach(kind, id, name, request, reader, of, cancel)
            )
            .WithMetadata(write, new BodyLimit())
            .WithSummary("Attach a file")
            .WithDescription(
                $"The file is the body: PDF, JPEG, PNG, WebP, Word, Excel, PowerPoint without macros, or text, told by its bytes; at most "
                    + $"{FileContent.MostMegabytes} MB, {AttachFile.Most} on a record."
            )
            .Accepts<IFormFile>("application/octet-stream", "*/*")
            .Refuses(
                PlatformErrors.FileInForm(),
                PlatformErrors.FileEmpty(NotesErrors.FileField),
                NotesErrors.FileTooLarge(FileContent.MostMegabytes),
                NotesErrors.FileKind(),
                NotesErrors.FileMacros(),
                PlatformErrors.FileInfected(NotesErrors.FileField),
                PlatformErrors.StorageFull(0),
                NotesErrors.TooManyFiles(AttachFile.Most),
                PlatformErrors.NotFound()
            );
        files
            .MapDelete(
                "/{attachmentId:guid}",
                (Guid id, Guid attachmentId, [AsParameters] Doing of, CancellationToken cancel) =>
                    Answer(ShowAttachment.Do(of.Runner, new(kind, id, attachmentId, Shown: false), cancel), of)
            )
            .WithMetadata(write)
            .WithSummary("Take an attachment away")
            .WithDescription("It lies in the bin until its time comes, and does not count against the quota meanwhile.")
            .Refuses(PlatformErrors.NotFound(), NotesErrors.NotYours());
        files
            .MapPost(
                "/{attachmentId:guid}/restore",
                (Guid id, Guid attachmentId, [AsParameters] Doing of, CancellationToken cancel) =>
                    Answer(ShowAttachment.Do(of.Runner, new(kind, id, attachmentId, Shown: true), cancel), of)
            )
            .WithMetadata(write)
            .WithSummary("Bring an attachment back")
            .Refuses(PlatformErrors.NotFound(), NotesErrors.NotYours(), PlatformErrors.StorageFull(0));
    }

    /// <summary>A file, on the API and for the business's own pages: always saved, never shown in the business's address.</summary>
    public static RouteHandlerBuilder MapDownload(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/attachments/{attachmentId:guid}", Download)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen))
            .Discloses(Purposes.Service)
            .WithTags("Notes")
            .WithSummary("Fetch an attachment")
            .WithDescription("Asks besides what seeing its record asks.")
            .Produces<byte[]>(200, "application/octet-stream")
            .ProducesProblem(404);

    /// <summary>What an endpoint reads with.</summary>
    internal sealed record Reading(RecordNotes Notes, Colleagues Colleagues, Words Words);

    /// <summary>What an endpoint acts with.</summary>
    internal sealed record Doing(UseCaseRunner Runner, HttpRequest Request, Words Words);

    private static async Task<Results<Ok<NoteList>, ProblemHttpResult>> List(
        NoteKind kind,
        Guid id,
        Reading of,
        CancellationToken cancel
    ) =>
        await of.Notes.Refuse(kind, id, cancel) is { } refusal
            ? refusal.ToProblem(of.Words)
            : TypedResults.Ok(new NoteList(await of.Notes.Of(kind, id, cancel)));

    private static async Task<Results<Ok<PeopleList>, ProblemHttpResult>> People(
        NoteKind kind,
        Guid id,
        Reading of,
        CancellationToken cancel
    ) =>
        await of.Notes.Refuse(kind, id, cancel) is { } refusal
            ? refusal.ToProblem(of.Words)
            : TypedResults.Ok(new PeopleList([.. (await of.Colleagues.Who(kind.View, cancel)).Select(c => c.Name).Distinct()]));

    private static async Task<Results<Created<Added>, ProblemHttpResult>> Write(
        NoteKind kind,
        Guid id,
        CommentBody body,
        Doing of,
        CancellationToken cancel
    ) =>
        (await WriteComment.Do(of.Runner, new(kind, id, body.Text), cancel)).Succeeded(out var comment, out var refusal)
            ? TypedResults.Created($"{of.Request.Path}/{comment}", new Added(comment))
            : refusal.ToProblem(of.Words);

    private static async Task<Results<Created<Added>, ProblemHttpResult>> Attach(
        NoteKind kind,
        Guid id,
        string? name,
        HttpRequest request,
        FileReader reader,
        Doing of,
        CancellationToken cancel
    )
    {
        // Its envelope would be kept as the file.
        if (request.HasFormContentType)
            return PlatformErrors.FileInForm().ToProblem(of.Words);
        if (!(await reader.Read(name, request.Body, request.ContentLength, cancel)).Succeeded(out var file, out var refusal))
            return refusal.ToProblem(of.Words);

        return (await AttachFile.Do(of.Runner, new(kind, id, file), cancel)).Succeeded(out var attachment, out refusal)
            ? TypedResults.Created($"/api/v1/attachments/{attachment}", new Added(attachment))
            : refusal.ToProblem(of.Words);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Answer(Task<Outcome<Done>> doing, Doing of) =>
        (await doing).ToNoContent(of.Words);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Download(
        Guid attachmentId,
        AttachmentFile attachments,
        HttpResponse response,
        Words words,
        CancellationToken cancel
    )
    {
        if (await attachments.Find(attachmentId, cancel) is not var (file, name))
            return PlatformErrors.NotFound().ToProblem(words);

        var headers = response.Headers;
        headers.CacheControl = "private, no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        headers.ContentDisposition = disposition.ToString();
        return TypedResults.File(file.Content, file.ContentType);
    }
}
