using Microsoft.AspNetCore.Http;

namespace Niaga.Platform.Exports;

/// <summary>
/// A CSV file that takes a business's data out: what an endpoint marked by <see cref="ExportEndpoints.Exports"/> answers with. The
/// only way a page or endpoint writes <c>text/csv</c>, so that none leaves without its entry in the security log.
/// </summary>
/// <param name="name">Name of the file, with its ending.</param>
/// <param name="rows">How many rows it will hold, as far as that is known before it is written.</param>
/// <param name="write">Writes its content.</param>
public sealed class ExportFile(string name, int? rows, Func<Stream, CancellationToken, Task> write) : IResult
{
    public string Name { get; } = name;

    public int? Rows { get; } = rows;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!httpContext.Items.ContainsKey(typeof(ExportFile)))
            throw new InvalidOperationException($"{Name} would leave without a word: mark its endpoint with .Exports(…).");

        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{Name}\"";
        await write(httpContext.Response.Body, httpContext.RequestAborted);
    }
}
