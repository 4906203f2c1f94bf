using System.Text.Json;
using Niaga.Testing;

namespace Niaga.Retail.Tests.Products;

/// <summary>Imports of products.</summary>
internal static class ProductImportSteps
{
    public const string Path = "/api/v1/product-imports";

    public static Task<HttpResponseMessage> Post(HttpClient client, byte[] file) => new ImportSteps(client, Path).Post(file);

    public static Task<Guid> Upload(HttpClient client, byte[] file) => new ImportSteps(client, Path).Upload(file);

    public static Task<JsonElement> Run(HttpClient client, Guid id, string mode, Action<JsonElement>? watch = null) =>
        new ImportSteps(client, Path).Run(id, mode, watch);

    public static Task<JsonElement> Finished(HttpClient client, Guid id, Action<JsonElement>? watch = null) =>
        new ImportSteps(client, Path).Finished(id, watch);
}
