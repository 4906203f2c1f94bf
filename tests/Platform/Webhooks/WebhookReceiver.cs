using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Niaga.Platform.Tests.Webhooks;

/// <summary>A message as it arrived.</summary>
internal sealed record Arrived(string Path, string Id, string Timestamp, string Signature, string Body);

/// <summary>Receivers over real HTTP on loopback, one below each path: each notes what it gets and answers as its test has it.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Arrived> arrived = new();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> answers = new();
    private readonly WebApplication site;

    public WebhookReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        site = builder.Build();
        site.Run(Take);
        site.StartAsync().GetAwaiter().GetResult();
        Address = site.Urls.First();
    }

    public string Address { get; }

    /// <summary>A path of a test's own, answering 200 until it is told otherwise.</summary>
    public static string NewPath() => "/" + Guid.NewGuid().ToString("N");

    public void Answers(string path, Func<HttpContext, Task> answer) => answers[path] = answer;

    /// <summary>Holds the line until who asked gives up.</summary>
    public void NeverAnswers(string path) =>
        Answers(
            path,
            async http =>
            {
                var gone = new TaskCompletionSource();
                await using var given = http.RequestAborted.Register(gone.SetResult);
                await gone.Task;
            }
        );

    public void Answers(string path, int status) =>
        Answers(
            path,
            http =>
            {
                http.Response.StatusCode = status;
                return http.Response.WriteAsync($"answer {status}");
            }
        );

    public Arrived[] At(string path) => [.. arrived.Where(a => a.Path == path)];

    public ValueTask DisposeAsync() => site.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers;
        var path = http.Request.Path.ToString();
        arrived.Enqueue(
            new(
                path,
                headers["webhook-id"].ToString(),
                headers["webhook-timestamp"].ToString(),
                headers["webhook-signature"].ToString(),
                await reader.ReadToEndAsync(http.RequestAborted)
            )
        );
        if (answers.TryGetValue(path, out var answer))
            await answer(http);
    }
}
