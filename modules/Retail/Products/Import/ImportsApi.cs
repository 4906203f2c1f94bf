using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Exports;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Retail.Products.Import;

/// <summary><c>/api/v1/product-imports</c>.</summary>
internal static partial class ImportsApi
{
    /// <summary>The file and the envelope of a form around it.</summary>
    internal const long MostBody = (UploadImport.MostMegabytes + 1L) * 1024 * 1024;

    private sealed class BodyLimit(long most) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => most;
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        var edit = new NeedsAttribute(Permissions.ProductsEdit);
        var imports = api.MapGroup("/product-imports").WithTags("Product imports");
        imports
            .MapPost("", Upload)
            .WithMetadata(edit, new BodyLimit(MostBody))
            .DisableAntiforgery()
            .WithSummary("Upload products as CSV or Excel")
            .WithDescription(
                $"The file as the body (text/csv or a workbook) or as the part \"file\" of a form, at most "
                    + $"{UploadImport.MostMegabytes} MB. Its columns are guessed; see the preview, change the mapping, then start it."
            )
            .Accepts<IFormFile>("text/csv", ExportFormat.Xlsx.ContentType, "application/vnd.ms-excel", "multipart/form-data")
            .ProducesProblem(400)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .Refuses(
                PlatformErrors.Required("File"),
                PlatformErrors.StorageFull(0),
                Retail.Errors.ImportTooLarge(UploadImport.MostMegabytes),
                Retail.Errors.FileEmpty(),
                Retail.Errors.ImportNotCsv(),
                Retail.Errors.ImportEmpty(),
                Retail.Errors.ImportTooManyRows(UploadImport.MostRows)
            );
        imports
            .MapGet("/{id:guid}", Show)
            .WithMetadata(edit)
            .WithSummary("An import and how far it is")
            .ProducesProblem(404)
            .Refuses(Retail.Errors.ImportNotFound());
        imports
            .MapPut("/{id:guid}/mapping", Remap)
            .WithMetadata(edit)
            .WithSummary("Say which column holds what")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .Refuses(Retail.Errors.ImportNotFound(), Retail.Errors.ImportStarted(), Retail.Errors.ImportMappingInvalid("Columns"));
        imports
            .MapGet("/{id:guid}/preview", Preview)
            .WithMetadata(edit)
            .WithSummary("A dry run: the first 20 rows, and exactly what would be made, changed and refused")
            .ProducesProblem(404)
            .Refuses(Retail.Errors.ImportNotFound());
        imports
            .MapPost("/{id:guid}/start", Start)
            .WithMetadata(edit)
            .WithSummary("Start an import")
            .WithDescription("It runs in the background: ask for the import to see how far it is.")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .Refuses(
                Retail.Errors.ImportNotFound(),
                Retail.Errors.ImportStarted(),
                Retail.Errors.ImportModeUnknown(),
                Retail.Errors.ImportMappingInvalid("Columns")
            );
        imports
            .MapPost("/{id:guid}/undo", Undo)
            .WithMetadata(edit)
            .WithSummary("Undo an import within a day")
            .WithDescription(
                "What it made is archived, what it changed is as before. What was sold, moved or changed since stays and is named."
            )
            .ProducesProblem(404)
            .ProducesProblem(409)
            .Refuses(
                Retail.Errors.ImportNotFound(),
                Retail.Errors.ImportUndone(),
                Retail.Errors.ImportUndoTooLate(),
                Retail.Errors.ImportNothingToUndo("")
            );
        imports
            .MapGet("/{id:guid}/errors", Errors)
            .WithMetadata(edit)
            .WithSummary("What was wrong with the rows")
            .WithDescription("By line of the file.")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .Refuses(Retail.Errors.ImportNotFound(), Retail.Errors.LimitInvalid(Cursors.MostItems));
    }

    private static async Task<Results<Created<Created>, ProblemHttpResult>> Upload(
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
        return (await UploadImport.Do(runner, new(content, name), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/product-imports/{id}", new Created(id))
            : refusal.ToProblem(words);
    }

    private static async Task<Results<Ok<ImportView>, ProblemHttpResult>> Show(
        Guid id,
        ImportList imports,
        Words words,
        CancellationToken cancel
    )
    {
        if (await imports.Find(id, cancel) is not { } i)
            return Retail.Errors.ImportNotFound().ToProblem(words);

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
        Guid id,
        MappingBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await MapImport.Do(runner, new(id, body.Columns ?? new Dictionary<string, int>()), cancel)).Succeeded(out _, out var refusal)
            ? TypedResults.NoContent()
            : refusal.ToProblem(words);

    private static async Task<Results<Ok<PreviewView>, ProblemHttpResult>> Preview(
        Guid id,
        PreviewImport preview,
        Words words,
        CancellationToken cancel
    )
    {
        if (await preview.Run(id, cancel) is not { } seen)
            return Retail.Errors.ImportNotFound().ToProblem(words);

        return TypedResults.Ok(
            new PreviewView(
                seen.Mapping.Delimiter,
                seen.Mapping.Encoding,
                seen.Headings,
                seen.Mapping.Columns,
                [
                    .. seen.Rows.Select(r => new PreviewRow(
                        r.Line,
                        r.Cells,
                        [.. r.Errors.Select(e => new ErrorView(e.Line, e.Field, e.Code, e.Value, e.Say(words)))]
                    )),
                ],
                seen.Made,
                seen.Changed,
                seen.Refused,
                [.. seen.Refusals.Select(e => new ErrorView(e.Line, e.Field, e.Code, e.Value, e.Say(words)))]
            )
        );
    }

    private static async Task<Results<Ok<UndoView>, ProblemHttpResult>> Undo(
        Guid id,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        if (!(await UndoImport.Do(runner, new(id), cancel)).Succeeded(out var undone, out var refusal))
            return refusal.ToProblem(words);

        return TypedResults.Ok(
            new UndoView(
                undone.Archived,
                undone.Restored,
                undone.KeptTotal,
                [.. undone.Kept.Select(k => new KeptView(k.Id, k.Name, k.Reason, words["retail.import.kept." + k.Reason]))]
            )
        );
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Start(
        Guid id,
        StartBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await StartImport.Do(runner, new(id, body.Mode), cancel)).Succeeded(out _, out var refusal)
            ? TypedResults.Accepted($"/api/v1/product-imports/{id}")
            : refusal.ToProblem(words);

    private static async Task<Results<Ok<CursorPage<ErrorView>>, ProblemHttpResult>> Errors(
        Guid id,
        ImportList imports,
        Words words,
        CancellationToken cancel,
        int? limit = null,
        string? cursor = null
    )
    {
        if (limit is < 1 or > Cursors.MostItems)
            return Retail.Errors.LimitInvalid(Cursors.MostItems).ToProblem(words);

        var after = "";
        if (cursor is not null && !Cursors.TryRead(cursor, out after, out _))
            return PlatformErrors.CursorInvalid().ToProblem(words);

        var parts = after.Split('/', 2);
        var line = 0;
        if (cursor is not null && (parts.Length < 2 || !int.TryParse(parts[0], out line)))
            return PlatformErrors.CursorInvalid().ToProblem(words);
        if (await imports.Find(id, cancel) is null)
            return Retail.Errors.ImportNotFound().ToProblem(words);

        var (take, field) = (limit ?? 20, parts[^1]);
        var rows = await imports.Errors(id, cursor is null ? null : (line, field), take + 1, cancel);
        var next = rows.Count > take ? Cursors.Write($"{rows[take - 1].Line}/{rows[take - 1].Field}", Guid.Empty) : null;
        return TypedResults.Ok(
            new CursorPage<ErrorView>(
                [.. rows.Take(take).Select(e => new ErrorView(e.Line, e.Field, e.Code, e.Value, e.ToCell().Say(words)))],
                next
            )
        );
    }
}
