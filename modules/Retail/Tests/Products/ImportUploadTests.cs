using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>A file on its way in, before any product changes: what is taken, and which column is what.</summary>
public sealed class ImportUploadTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Path = ProductImportSteps.Path;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("504B0304140006000800", "retail.import_not_csv")]
    [InlineData("D0CF11E0A1B11AE1", "retail.import_not_csv")]
    [InlineData("89504E470D0A1A0A0000000D", "retail.import_not_csv")]
    [InlineData("00010203FFFE", "retail.import_not_csv")]
    [InlineData("", "retail.file_empty")]
    [InlineData("6E616D65", "retail.import_empty")]
    public async Task What_is_no_csv_is_refused(string hex, string code)
    {
        using var client = await (await app.SignUp()).Client();
        using var answer = await ProductImportSteps.Post(client, Convert.FromHexString(hex));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_and_one_of_several_megabytes_is_not()
    {
        using var client = await (await app.SignUp()).Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new ByteArrayContent(new byte[34 * 1024 * 1024]) { Headers = { ContentType = new("text/csv") } },
        };
        // So the server may answer before the client has sent it all.
        request.Headers.ExpectContinue = true;
        using var huge = await client.SendAsync(request, Cancel);
        huge.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var fine = await ProductImportSteps.Post(
            client,
            Encoding.UTF8.GetBytes(
                "sku,name,price\n" + string.Concat(Enumerable.Range(0, 120_000).Select(i => $"S{i},Barang nombor {i},1.00\n"))
            )
        );
        fine.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_mapping_can_be_changed_and_the_preview_follows()
    {
        using var client = await (await app.SignUp()).Client();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent("x,y,z\nA,Satu,1.00\nB,Dua,\n"u8.ToArray()), "file", "senarai.csv" },
        };
        using var made = await client.PostAsync(Path, form, Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
        (await client.PostAsJsonAsync($"{Path}/{id}/start", new { mode = "valid-rows" }, Cancel)).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await client.PutAsJsonAsync($"{Path}/{id}/mapping", new { columns = new { sku = 0, name = 0 } }, Cancel)).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (
            await client.PutAsJsonAsync(
                $"{Path}/{id}/mapping",
                new
                {
                    columns = new
                    {
                        sku = 0,
                        name = 1,
                        price = 2,
                    },
                },
                Cancel
            )
        ).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // Whoever leaves the columns out changes none of them.
        using (var known = await client.PutAsJsonAsync($"{Path}/{id}/mapping", new { refuseKnown = true }, Cancel))
            known.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var preview = await client.GetFromJsonAsync<JsonElement>($"{Path}/{id}/preview", Cancel);
        preview.GetProperty("rows")[1].GetProperty("cells").GetProperty("name").GetString().ShouldBe("Dua");
        preview.GetProperty("rows")[1].GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("price");
        var starts = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => client.PostAsJsonAsync($"{Path}/{id}/start", new { mode = "valid-rows" }, Cancel))
        );
        starts.Count(s => s.StatusCode == HttpStatusCode.Accepted).ShouldBe(1);
        (await ProductImportSteps.Finished(client, id)).GetProperty("rowsCreated").GetInt32().ShouldBe(1);
    }
}
