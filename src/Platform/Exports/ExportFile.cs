using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Niaga.Platform.Exports;

/// <summary>
/// A file that takes a business's data out: what an endpoint marked by <see cref="ExportEndpoints.Exports"/> answers with. The
/// only way a page or endpoint writes CSV or a workbook, so that none leaves without its entry in the security log.
/// </summary>
/// <param name="name">Name of the file, without its ending.</param>
/// <param name="rows">How many rows it will hold, as far as that is known before it is written.</param>
/// <param name="table">Its content.</param>
public sealed class ExportFile(string name, int? rows, ExportTable table) : IResult
{
    public string Name { get; } = name;

    public int? Rows { get; } = rows;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!httpContext.Items.ContainsKey(typeof(ExportFile)))
            throw new InvalidOperationException($"{Name} would leave without a word: mark its endpoint with .Exports(…).");

        var format = FormatOf(httpContext);
        httpContext.Response.ContentType = format.ContentType;
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{Name}.{format.Ending}\"";
        if (format == ExportFormat.Xlsx)
        {
            // An archive writes its entries' heads and its directory, some hundred bytes, without waiting.
            httpContext.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            await XlsxExport.Write(table, Name, Rows, httpContext.Response.Body, httpContext.RequestAborted);
        }
        else
        {
            await CsvExport.Write(table, httpContext.Response.Body, httpContext.RequestAborted);
        }
    }

    internal static ExportFormat FormatOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<ExportFormat>() ?? ExportFormat.Csv;
}
