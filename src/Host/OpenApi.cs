using Microsoft.OpenApi;
using Niaga.Host.ApiReference;
using Niaga.Platform.Callers;

namespace Niaga.Host;

/// <summary>The API's description at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApi
{
    public static void AddNiagaOpenApi(this IServiceCollection services)
    {
        services.AddSingleton<XmlDocs>().AddSingleton<SchemaRules>().AddSingleton<OperationRules>();
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
                options.AddSchemaTransformer<SchemaRules>();
                options.AddOperationTransformer<OperationRules>();
                options.AddDocumentTransformer<DocumentRules>();
            }
        );
    }

    public static void MapNiagaOpenApi(this WebApplication app) =>
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new NoAccessCheckAttribute());
}
