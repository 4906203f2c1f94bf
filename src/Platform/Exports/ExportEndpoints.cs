using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Platform.Exports;

/// <summary>The mark of an endpoint that takes data out.</summary>
/// <param name="Action">The audited event, among its module's security events.</param>
public sealed record TakesDataOut(string Action);

/// <summary>The mark of an endpoint whose file has made-up rows only.</summary>
public sealed record HoldsNoData;

/// <summary>How an endpoint says that it takes data out.</summary>
public static class ExportEndpoints
{
    /// <summary>Stands for every kind of record that modules bring along.</summary>
    public const string AnySubject = "*";

    /// <summary>A list of the site as a file, at its address with each ending: <c>/sales.csv</c>, <c>/sales.xlsx</c>.</summary>
    /// <param name="site">The site's addresses.</param>
    /// <param name="path">The list's own address.</param>
    /// <param name="list">Answers with an <see cref="ExportFile"/>; takes the list's filters from the query.</param>
    /// <param name="permission">Who may.</param>
    /// <param name="action">The audited event, such as <c>retail.sales_exported</c>.</param>
    /// <param name="shows">
    /// Kinds of records whose personal values are in it, such as <c>trade.customer</c>; <see cref="AnySubject"/> for whatever there is.
    /// </param>
    public static void MapExport(
        this IEndpointRouteBuilder site,
        string path,
        Delegate list,
        string permission,
        string action,
        params string[] shows
    )
    {
        foreach (var format in ExportFormat.All)
        {
            var file = site.MapGet($"{path}.{format.Ending}", list)
                .WithMetadata(new NeedsAttribute(permission), format)
                .Exports(action)
                .ExcludeFromDescription();
            if (shows.Length > 0)
                file.Discloses(Purposes.Export, shows is [AnySubject] ? [] : shows);
        }
    }

    /// <summary>
    /// A file with made-up rows at an address with each ending, such as a template: nothing in it is of a business, so nothing is noted.
    /// </summary>
    /// <param name="site">The site's addresses.</param>
    /// <param name="path">Its address, without the ending.</param>
    /// <param name="sample">Answers with an <see cref="ExportFile"/>.</param>
    /// <param name="permission">Who may.</param>
    public static void MapSample(this IEndpointRouteBuilder site, string path, Delegate sample, string permission)
    {
        foreach (var format in ExportFormat.All)
        {
            site.MapGet($"{path}.{format.Ending}", sample)
                .WithMetadata(new NeedsAttribute(permission), format, new HoldsNoData())
                .AddEndpointFilter(async (context, next) => context.HttpContext.Items[typeof(ExportFile)] = await next(context))
                .ExcludeFromDescription();
        }
    }

    /// <summary>Each file it answers with is in the audit log, and so in the owner's security log, before its first byte leaves.</summary>
    /// <param name="endpoint">An endpoint whose handler answers with an <see cref="ExportFile"/>.</param>
    /// <param name="action">The audited event, such as <c>retail.products_exported</c>.</param>
    public static RouteHandlerBuilder Exports(this RouteHandlerBuilder endpoint, string action) =>
        endpoint.WithMetadata(new TakesDataOut(action)).AddEndpointFilter(Note);

    private static async ValueTask<object?> Note(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        // What was refused, or is not there, takes nothing out.
        if (answer is not ExportFile file)
            return answer;

        var http = context.HttpContext;
        var format = ExportFile.FormatOf(http);
        if (format == ExportFormat.Xlsx && file.Rows > XlsxExport.MostRows)
            return PlatformErrors.ExportTooLong().ToProblem(http.RequestServices.GetRequiredService<Words>());

        var action = http.GetEndpoint()!.Metadata.GetRequiredMetadata<TakesDataOut>().Action;
        var asked = http.Request.Query.Where(q => q.Value.ToString().Length > 0).ToDictionary(q => q.Key, q => q.Value.ToString());
        // What somebody typed to find people by is a name or a phone, and the log is kept for years.
        if (asked.ContainsKey("q") && http.GetEndpoint()!.Metadata.GetMetadata<DisclosesAttribute>() is not null)
            asked["q"] = "…";
        var runner = http.RequestServices.GetRequiredService<UseCaseRunner>();
        if (
            !(await RecordExport.Do(runner, new(action, $"{file.Name}.{format.Ending}", file.Rows, asked), http.RequestAborted)).Succeeded(
                out _,
                out var refusal
            )
        )
            return refusal.ToProblem(http.RequestServices.GetRequiredService<Words>());

        http.Items[typeof(ExportFile)] = file;
        return file;
    }
}
