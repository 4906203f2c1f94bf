using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Imports;

/// <summary>The imports of each kind below <c>/api/v1</c>, such as <c>/api/v1/product-imports</c>.</summary>
internal static partial class ImportsApi
{
    private sealed class BodyLimit(long most) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => most;
    }

    public static void Map(IEndpointRouteBuilder api, ImportKind kind, TextCatalog texts)
    {
        var what = texts.Get(Language.English, "import." + kind.Key);
        var tag = char.ToUpperInvariant(kind.Api[0]) + kind.Api[1..].Replace('-', ' ');
        var imports = api.MapGroup("/" + kind.Api).WithTags(tag).Discloses(Purposes.Records);
        var edit = new NeedsAttribute(kind.Permission);
        imports
            .MapPost(
                "",
                (HttpRequest request, UseCaseRunner runner, Words words, CancellationToken cancel) =>
                    Upload(kind, request, runner, words, cancel)
            )
            .WithMetadata(edit, new BodyLimit(ImportFile.MostBody))
            .DisableAntiforgery()
            .WithSummary($"{what}: upload CSV or Excel")
            .WithDescription(
                $"The file as the body (text/csv or a workbook) or as the part \"file\" of a form, at most "
                    + $"{UploadImport.MostMegabytes} MB. Its columns are guessed; see the preview, change the mapping, then start it."
            )
            .Accepts<IFormFile>("text/csv", ImportFile.WorkbookType, "application/vnd.ms-excel", "multipart/form-data")
            .ProducesProblem(400)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .Refuses(
                PlatformErrors.Required("File"),
                PlatformErrors.StorageFull(0),
                ImportRefusals.TooLarge(kind, UploadImport.MostMegabytes),
                ImportRefusals.UnpacksTooLarge(kind, Workbook.MostUnpackedMegabytes),
                ImportRefusals.FileEmpty(kind),
                ImportRefusals.NotCsv(kind),
                ImportRefusals.QuoteOpen(kind, 1),
                ImportRefusals.Empty(kind),
                ImportRefusals.OfAnotherKind(kind, ""),
                ImportRefusals.TooManyColumns(kind, UploadImport.MostColumns),
                ImportRefusals.TooManyRows(kind, UploadImport.MostRows)
            );
        imports
            .MapGet("/{id:guid}", (Guid id, ImportList list, Words words, CancellationToken cancel) => Show(kind, id, list, words, cancel))
            .WithMetadata(edit)
            .WithSummary("An import and how far it is")
            .ProducesProblem(404)
            .Refuses(ImportRefusals.NotFound(kind));
        imports
            .MapPut(
                "/{id:guid}/mapping",
                (Guid id, MappingBody body, UseCaseRunner runner, Words words, CancellationToken cancel) =>
                    Remap(kind, id, body, runner, words, cancel)
            )
            .WithMetadata(edit)
            .WithSummary("Say which column holds what")
            .WithDescription($"Fields: {string.Join(", ", kind.Columns.Select(c => c.Key))}.")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .Refuses(ImportRefusals.NotFound(kind), ImportRefusals.Started(kind), ImportRefusals.MappingInvalid(kind, "Columns"));
        imports
            .MapGet(
                "/{id:guid}/preview",
                (Guid id, PreviewImport preview, Words words, CancellationToken cancel) => Preview(kind, id, preview, words, cancel)
            )
            .WithMetadata(edit)
            .WithSummary("A dry run: the first 20 rows, and exactly what would be made, changed and refused")
            .ProducesProblem(404)
            .Refuses(ImportRefusals.NotFound(kind));
        imports
            .MapPost(
                "/{id:guid}/start",
                (Guid id, StartBody body, UseCaseRunner runner, Words words, CancellationToken cancel) =>
                    Start(kind, id, body, runner, words, cancel)
            )
            .WithMetadata(edit)
            .WithSummary("Start an import")
            .WithDescription("It runs in the background: ask for the import to see how far it is.")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .Refuses(
                ImportRefusals.NotFound(kind),
                ImportRefusals.Started(kind),
                ImportRefusals.ModeUnknown(kind),
                ImportRefusals.MappingInvalid(kind, "Columns")
            );
        imports
            .MapPost(
                "/{id:guid}/undo",
                (Guid id, UseCaseRunner runner, Words words, CancellationToken cancel) => Undo(kind, id, runner, words, cancel)
            )
            .WithMetadata(edit)
            .WithSummary("Undo an import within a day")
            .WithDescription("What it made is archived, what it changed is as before. What was used or changed since stays and is named.")
            .ProducesProblem(404)
            .ProducesProblem(409)
            .Refuses(
                ImportRefusals.NotFound(kind),
                ImportRefusals.Undone(kind),
                ImportRefusals.UndoTooLate(kind),
                ImportRefusals.NothingToUndo(kind, "")
            );
        imports
            .MapGet(
                "/{id:guid}/errors",
                (Guid id, ImportList list, Words words, CancellationToken cancel, int? limit = null, string? cursor = null) =>
                    Errors(kind, id, new(limit, cursor), list, words, cancel)
            )
            .WithMetadata(edit)
            .WithSummary("What was wrong with the rows")
            .WithDescription("By line of the file.")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .Refuses(ImportRefusals.NotFound(kind), ImportRefusals.LimitInvalid(kind, Cursors.MostItems));
    }

    private static async Task<Results<Created<ImportCreated>, ProblemHttpResult>> Upload(
        ImportKind kind,
        HttpRequest request,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        byte[] content;
        string? name = null;
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(cancel);
            if (form.Files["file"] is not { } file)
                return PlatformErrors.Required("File").ToProblem(words);

            (content, name) = (await ImportFile.Bytes(file.OpenReadStream(), cancel), file.FileName);
        }
        else
        {
            content = await ImportFile.Bytes(request.Body, cancel);
        }
        return (await UploadImport.Do(runner, new(kind.Key, content, name), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/{kind.Api}/{id}", new ImportCreated(id))
            : refusal.ToProblem(words);
    }

    private static async Task<Results<Ok<ImportView>, ProblemHttpResult>> Show(
        ImportKind kind,
        Guid id,
        ImportList imports,
        Words words,
        CancellationToken cancel
    )
    {
        if (await imports.Find(kind.Key, id, cancel) is not { } i)
            return ImportRefusals.NotFound(kind).ToProblem(words);

        return TypedResults.Ok(
            new ImportView(
                i.ImportId,
                i.FileName,
                i.State,
                i.Mode,
                i.RowsTotal,
                i.RowsDone,
                i.RowsFailed,
                i.RowsCreated,
                i.RowsUpdated,
                i.CreatedAt,
                i.FinishedAt,
                i.Columns.Columns
            )
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remap(
        ImportKind kind,
        Guid id,
        MappingBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var mapping = new MapImport.Input(kind.Key, id, body.Columns, RefuseKnown: body.RefuseKnown);
        return (await MapImport.Do(runner, mapping, cancel)).ToNoContent(words);
    }

    private static async Task<Results<Ok<PreviewView>, ProblemHttpResult>> Preview(
        ImportKind kind,
        Guid id,
        PreviewImport preview,
        Words words,
        CancellationToken cancel
    )
    {
        if (await preview.Run(kind.Key, id, cancel) is not { } seen)
            return ImportRefusals.NotFound(kind).ToProblem(words);

        return TypedResults.Ok(
            new PreviewView(
                seen.Mapping.Delimiter,
                seen.Mapping.Encoding,
                seen.Headings,
                seen.Mapping.Columns,
                [.. seen.Rows.Select(r => new PreviewRow(r.Line, r.Cells, [.. r.Errors.Select(e => View(kind, e, words))]))],
                seen.Made,
                seen.Changed,
                seen.Refused,
                [.. seen.Refusals.Select(e => View(kind, e, words))]
            )
        );
    }

    private static ErrorView View(ImportKind kind, CellError e, Words words) =>
        new(e.Line, e.Field, e.Code, e.Value, e.Say(kind.Key, words));

    private static async Task<Results<Ok<UndoView>, ProblemHttpResult>> Undo(
        ImportKind kind,
        Guid id,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        if (!(await UndoImport.Do(runner, new(kind.Key, id), cancel)).Succeeded(out var undone, out var refusal))
            return refusal.ToProblem(words);

        return TypedResults.Ok(
            new UndoView(
                undone.Archived,
                undone.Restored,
                undone.KeptTotal,
                [.. undone.Kept.Select(k => new KeptView(k.Id, k.Name, k.Reason, words[$"import.{kind.Key}.kept.{k.Reason}"]))]
            )
        );
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Start(
        ImportKind kind,
        Guid id,
        StartBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await StartImport.Do(runner, new(kind.Key, id, body.Mode), cancel)).Succeeded(out _, out var refusal)
            ? TypedResults.Accepted($"/api/v1/{kind.Api}/{id}")
            : refusal.ToProblem(words);

    private readonly record struct Portion(int? Limit, string? Cursor);

    private static async Task<Results<Ok<CursorPage<ErrorView>>, ProblemHttpResult>> Errors(
        ImportKind kind,
        Guid id,
        Portion asked,
        ImportList imports,
        Words words,
        CancellationToken cancel
    )
    {
        if (asked.Limit is < 1 or > Cursors.MostItems)
            return ImportRefusals.LimitInvalid(kind, Cursors.MostItems).ToProblem(words);

        var after = "";
        if (asked.Cursor is not null && !Cursors.TryRead("import-errors", asked.Cursor, out after, out _))
            return PlatformErrors.CursorInvalid().ToProblem(words);

        var parts = after.Split('/', 2);
        var line = 0;
        if (asked.Cursor is not null && (parts.Length < 2 || !int.TryParse(parts[0], out line)))
            return PlatformErrors.CursorInvalid().ToProblem(words);
        if (await imports.Find(kind.Key, id, cancel) is null)
            return ImportRefusals.NotFound(kind).ToProblem(words);

        var (take, field) = (asked.Limit ?? 20, parts[^1]);
        var rows = await imports.Errors(kind, id, asked.Cursor is null ? null : (line, field), take + 1, cancel);
        var next = rows.Count > take ? Cursors.Write("import-errors", $"{rows[take - 1].Line}/{rows[take - 1].Field}", Guid.Empty) : null;
        return TypedResults.Ok(new CursorPage<ErrorView>([.. rows.Take(take).Select(e => View(kind, e.ToCell(), words))], next));
    }
}
