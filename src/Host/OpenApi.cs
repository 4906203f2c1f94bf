using Niaga.Platform.Web;

namespace Niaga.Host;

/// <summary>The API's description at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApi
{
    public static void AddNiagaOpenApi(this IServiceCollection services) => services.AddOpenApi("v1");

    public static void MapNiagaOpenApi(this WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new NotGatedAttribute());
}
