using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Niaga.Platform.Tests.Api;

/// <summary>Sends junk and notes every answer that is not a plain refusal, and every refusal that changed something.</summary>
internal sealed class Attack(HttpClient client, AuthenticationHeaderValue token, Fingerprint fingerprint)
{
    private string? before;

    public List<string> Findings { get; } = [];

    public int Tried { get; private set; }

    public int Refused { get; private set; }

    public int Harmless => Tried - Refused;

    /// <summary>The test itself changed something.</summary>
    public void LookAgain() => before = null;

    public Task Send(ApiOperation operation, string what, byte[] body, string? type) =>
        Send(
            operation,
            what,
            request =>
            {
                request.Content = new ByteArrayContent(body);
                if (type is not null)
                    request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
        );

    public async Task Send(
        ApiOperation operation,
        string what,
        Action<HttpRequestMessage>? change = null,
        string query = "",
        bool mustRefuse = false
    )
    {
        before ??= await fingerprint.Take();
        using var request = new HttpRequestMessage(
            new(operation.Endpoint.Method),
            new Uri(
                client.BaseAddress + (operation.Path + query).TrimStart('/'),
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );
        if (operation.Body is { } good)
            request.Content = new StringContent(good, Encoding.UTF8, "application/json");
        request.Headers.Authorization = token;
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        change?.Invoke(request);
        Tried++;
        // As careful clients do with what is long: ask before sending. Whoever does not may find the line cut instead of an answer.
        request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > 1024 * 1024;
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead);
        var (status, text) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        if (status is >= 200 and < 300 && !mustRefuse)
        {
            before = null;
            return;
        }
        Refused++;
        if (Complaint(answer, status, text) is { } complaint)
            Findings.Add($"{operation.Endpoint}: {what}: {complaint}");
        var after = await fingerprint.Take();
        if (after != before)
            Findings.Add($"{operation.Endpoint}: {what}: refused with {status}, yet something changed: {before} → {after}");
        before = after;
    }

    private static string? Complaint(HttpResponseMessage answer, int status, string text)
    {
        if (status is < 400 or >= 500)
            return $"answered {status}: {text[..Math.Min(200, text.Length)]}";
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return $"{status} came as {answer.Content.Headers.ContentType}";

        using var problem = JsonDocument.Parse(text);
        return
            problem.RootElement.TryGetProperty("code", out var code)
            && code.GetString() is { Length: > 0 }
            && problem.RootElement.GetProperty("status").GetInt32() == status
            ? null
            : $"{status} without a code: {text}";
    }
}
