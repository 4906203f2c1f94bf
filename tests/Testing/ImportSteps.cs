using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Niaga.Testing;

/// <summary>An import as a program does it: sends the file, starts it, and asks until it is over.</summary>
/// <param name="client">Whoever imports.</param>
/// <param name="path">Of the kind, such as <c>/api/v1/product-imports</c>.</param>
public sealed class ImportSteps(HttpClient client, string path)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<HttpResponseMessage> Post(byte[] file)
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        return await client.PostAsync(path, content, Cancel);
    }

    public async Task<Guid> Upload(byte[] file)
    {
        using var made = await Post(file);
        var answer = await made.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        made.IsSuccessStatusCode.ShouldBeTrue(answer.ToString());
        return answer.GetProperty("id").GetGuid();
    }

    public Task<Guid> Upload(string file) => Upload(Encoding.UTF8.GetBytes(file));

    public Task<JsonElement> Preview(Guid id) => client.GetFromJsonAsync<JsonElement>($"{path}/{id}/preview", Cancel);

    /// <summary>What is wrong with each row, as <c>3 phones twice</c>.</summary>
    public async Task<string[]> Errors(Guid id) =>
        [
            .. (await client.GetFromJsonAsync<JsonElement>($"{path}/{id}/errors?limit=100", Cancel))
                .GetProperty("items")
                .EnumerateArray()
                .Select(e => $"{e.GetProperty("line")} {e.GetProperty("field")} {e.GetProperty("code")}"),
        ];

    public async Task<(int Status, JsonElement Body)> Undo(Guid id)
    {
        using var answer = await client.PostAsync($"{path}/{id}/undo", content: null, Cancel);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }

    /// <summary>Brings a file in, of which all rows are fine.</summary>
    public async Task<(Guid Id, int Created, int Updated)> Bring(byte[] file)
    {
        var id = await Upload(file);
        var import = await Run(id, "all-or-nothing");
        import.GetProperty("state").GetString().ShouldBe("done", string.Join(", ", await Errors(id)));
        return (id, import.GetProperty("rowsCreated").GetInt32(), import.GetProperty("rowsUpdated").GetInt32());
    }

    public Task<(Guid Id, int Created, int Updated)> Bring(string file) => Bring(Encoding.UTF8.GetBytes(file));

    /// <summary>Starts it and waits for its end; <paramref name="watch"/> gets each answer on the way.</summary>
    public async Task<JsonElement> Run(Guid id, string mode, Action<JsonElement>? watch = null)
    {
        using var started = await client.PostAsJsonAsync($"{path}/{id}/start", new { mode }, Cancel);
        started.IsSuccessStatusCode.ShouldBeTrue(await started.Content.ReadAsStringAsync(Cancel));
        return await Finished(id, watch);
    }

    public async Task<JsonElement> Finished(Guid id, Action<JsonElement>? watch = null)
    {
        // An import that never ends is a failure, not a test that hangs.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(10));
        while (true)
        {
            var import = await client.GetFromJsonAsync<JsonElement>($"{path}/{id}", patience.Token);
            watch?.Invoke(import);
            if (import.GetProperty("state").GetString() is "done" or "failed")
                return import;

            // The API has no way to be told: asking again is what its clients do.
            await Task.Delay(50, patience.Token);
        }
    }
}
