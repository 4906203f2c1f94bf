using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>An import as a program does it: sends the file, starts it, and asks until it is over.</summary>
internal static class ImportSteps
{
    public const string Path = "/api/v1/product-imports";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> Post(HttpClient client, byte[] file)
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        return await client.PostAsync(Path, content, Cancel);
    }

    public static async Task<Guid> Upload(HttpClient client, byte[] file)
    {
        using var made = await Post(client, file);
        var answer = await made.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        made.IsSuccessStatusCode.ShouldBeTrue(answer.ToString());
        return answer.GetProperty("id").GetGuid();
    }

    /// <summary>Starts it and waits for its end; <paramref name="watch"/> gets each answer on the way.</summary>
    public static async Task<JsonElement> Run(HttpClient client, Guid id, string mode, Action<JsonElement>? watch = null)
    {
        using var started = await client.PostAsJsonAsync($"{Path}/{id}/start", new { mode }, Cancel);
        started.IsSuccessStatusCode.ShouldBeTrue(await started.Content.ReadAsStringAsync(Cancel));
        return await Finished(client, id, watch);
    }

    public static async Task<JsonElement> Finished(HttpClient client, Guid id, Action<JsonElement>? watch = null)
    {
        // An import that never ends is a failure, not a test that hangs.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(10));
        while (true)
        {
            var import = await client.GetFromJsonAsync<JsonElement>($"{Path}/{id}", patience.Token);
            watch?.Invoke(import);
            if (import.GetProperty("state").GetString() is "done" or "failed")
                return import;

            // The API has no way to be told: asking again is what its clients do.
            await Task.Delay(50, patience.Token);
        }
    }
}
