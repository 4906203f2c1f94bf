using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Niaga.Testing.Rows;

namespace Niaga.Bench;

/// <summary>What a file of 100 000 products takes: looked at, brought in, looked at again where all are there, and undone.</summary>
internal static class ImportCosts
{
    private const string Path = "/api/v1/product-imports";
    private const int Rows = 100_000;

    public static async Task Print()
    {
        await using var app = new NiagaApp();
        await app.InitializeAsync();
        var shop = await app.SignUp();
        using var client = await shop.Client();
        Console.WriteLine("| a file of 100 000 products | s | CPU s of the site |");
        Console.WriteLine("|---|---|---|");
        var first = await Measure("uploaded", () => Upload(client));
        await Measure("dry run, an empty shop", () => client.GetStringAsync($"{Path}/{first}/preview"));
        await Measure("imported", () => Run(client, first));
        // As autovacuum leaves it within minutes; a file may come sooner, so both are measured.
        var second = await Upload(client);
        await Measure("dry run, all there", () => client.GetStringAsync($"{Path}/{second}/preview"));
        await using (var admin = await RowMaker.Connect(app.Database))
            await admin.Run("ANALYZE");
        await Measure("dry run, all there and analyzed", () => client.GetStringAsync($"{Path}/{second}/preview"));
        await Measure("undone", () => Undo(client, first));
    }

    private static async Task<T> Measure<T>(string what, Func<Task<T>> act)
    {
        using var self = Process.GetCurrentProcess();
        var (cpu, began) = (self.TotalProcessorTime, Stopwatch.GetTimestamp());
        var result = await act();
        self.Refresh();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} | {(self.TotalProcessorTime - cpu).TotalSeconds:0.0} |"
            )
        );
        return result;
    }

    private static async Task<Guid> Upload(HttpClient client)
    {
        var text = new StringBuilder("sku,barcode,name,category,cost,price,stock\r\n");
        for (var i = 0; i < Rows; i++)
        {
            // Every other line as a shop without codes keeps its list.
            var codes = i % 2 == 0 ? $"SKU-{i:000000},955{i:00000000}" : ",";
            text.Append(CultureInfo.InvariantCulture, $"{codes},Barang {i},Kategori {i % 40},{i % 90}.10,{i % 100}.90,{i % 7}\r\n");
        }
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text.ToString()))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("text/csv") },
        };
        using var made = await client.PostAsync(Path, content);
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task<bool> Run(HttpClient client, Guid id)
    {
        using var started = await client.PostAsJsonAsync($"{Path}/{id}/start", new { mode = "valid-rows" });
        started.EnsureSuccessStatusCode();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await tick.WaitForNextTickAsync())
        {
            var import = await client.GetFromJsonAsync<JsonElement>($"{Path}/{id}");
            if (import.GetProperty("state").GetString() is "done" or "failed")
                return import.GetProperty("rowsCreated").GetInt32() == Rows
                    ? true
                    : throw new InvalidOperationException($"Not all came in: {import}");
        }
        return false;
    }

    private static async Task<bool> Undo(HttpClient client, Guid id)
    {
        using var answer = await client.PostAsync($"{Path}/{id}/undo", null);
        answer.EnsureSuccessStatusCode();
        return true;
    }
}
