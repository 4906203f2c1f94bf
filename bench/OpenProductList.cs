using Microsoft.AspNetCore.Http.HttpResults;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Tenants;
using Niaga.Platform.Web;
using Niaga.Retail.Products;

namespace Niaga.Bench;

/// <summary>
/// The API's own product list with nobody asked who they are: same pipeline, same query, same answer, but neither key nor permission nor
/// entitlement. What the real one costs beyond this is the price of access. It exists in the bench alone.
/// </summary>
internal sealed class OpenProductList : IModuleStartup
{
    public const string Path = "/api/v1/open-products";
    public const string Header = "X-Business";

    public static Manifest Manifest { get; } =
        new()
        {
            Key = "bench",
            Assembly = typeof(OpenProductList).Assembly,
            Parts = typeof(OpenProductList),
        };

    public void AddServices(IServiceCollection services) { }

    public void MapApi(IEndpointRouteBuilder api) =>
        api.MapGet("/open-products", List).WithMetadata(new PublicAccessAttribute("The bench measures what asking costs."));

    public void MapFiles(IEndpointRouteBuilder site) { }

    private static async Task<Ok<CursorPage<ProductView>>> List(HttpContext http, Caller caller)
    {
        caller.Enter(new(Guid.ParseExact(http.Request.Headers[Header].ToString(), "N")), null, []);
        var page = await ProductsByCursor.Run(
            http.RequestServices.GetRequiredService<TenantSession>(),
            new(null, null, null, null, null, null, FieldFilter.None),
            http.RequestAborted
        );
        return TypedResults.Ok(page.Value);
    }
}
