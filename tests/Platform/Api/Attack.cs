using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Niaga.Host;

namespace Niaga.Platform.Tests.Api;

/// <summary>Sends junk and notes every answer that is not a plain refusal, and every refusal that changed something.</summary>
internal sealed class Attack(HttpClient client, AuthenticationHeaderValue token, Fingerprint fingerprint)
{
    private string? before;
    private int readings;
    private bool looksAtEach;

    /// <summary>Refused since the last look.</summary>
    private readonly List<Func<Task>> refused = [];

    /// <summary>Refused before something that changed the database as it should.</summary>
    private readonly List<Func<Task>> unsure = [];

    public List<string> Findings { get; } = [];

    public int Tried { get; private set; }

    public int Refused { get; private set; }

    public int Harmless => Tried - Refused;

    /// <summary>The test itself changed something.</summary>
    public void LookAgain() => before = null;

    /// <summary>
    /// What only reads and what was refused changed nothing: looked at once for all that was asked of an operation, since looking takes
    /// longer than asking. What a success came after is asked once more, and one by one where that does not tell.
    /// </summary>
    public async Task Settle(ApiOperation operation)
    {
        await Look(operation);
        for (var turn = 0; unsure.Count > 0; turn++)
        {
            var again = unsure.ToArray();
            unsure.Clear();
            before = null;
            await Ask(again, oneByOne: turn > 0);
            await Look(operation);
        }
    }

    private async Task Look(ApiOperation operation)
    {
        if (refused.Count + readings == 0)
            return;

        var (then, now) = (before, await fingerprint.Take());
        var (again, asked, found) = (refused.ToArray(), refused.Count + readings, Findings.Count);
        refused.Clear();
        (before, readings) = (now, 0);
        if (then is null || then == now)
            return;

        await Ask(again, oneByOne: true);
        if (Findings.Count == found)
            Findings.Add($"{operation.Endpoint}: one of {asked} readings and refusals changed something: {then} → {now}");
    }

    private async Task Ask(IEnumerable<Func<Task>> requests, bool oneByOne)
    {
        looksAtEach = oneByOne;
        foreach (var request in requests)
            await request();
        looksAtEach = false;
    }

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
        var reads = request.Method == HttpMethod.Get;
        // As careful clients do with what is long: ask before sending. Whoever does not may find the line cut instead of an answer.
        request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > Website.MostBody;
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead);
        await Judge(
            operation,
            what,
            (int)answer.StatusCode,
            answer.Content.Headers.ContentType?.MediaType,
            await answer.Content.ReadAsStringAsync(),
            () => Send(operation, what, change, query, mustRefuse),
            mustRefuse,
            reads
        );
    }

    /// <summary>
    /// A body in chunks that is a byte above the bound and then waits: the bound is met while reading. A client that went on writing
    /// would race the server's end of the line, and might lose the answer to it.
    /// </summary>
    public async Task SendTooMuchWithoutALength(ApiOperation operation)
    {
        before ??= await fingerprint.Take();
        using var socket = new TcpClient();
        await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port);
        var stream = socket.GetStream();
        var start = "{\"name\":\"";
        var head =
            $"{operation.Endpoint.Method} {operation.Path} HTTP/1.1\r\nHost: {client.BaseAddress.Authority}\r\nAuthorization: {token}\r\n"
            + "If-Match: *\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"{Website.MostBody + 1:x}\r\n{start}";
        Tried++;
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + new string('a', (int)Website.MostBody + 1 - start.Length)));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        var (headers, text) = (
            answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)],
            answer[answer.IndexOf('{', StringComparison.Ordinal)..]
        );
        var status = int.Parse(headers.Split(' ')[1], CultureInfo.InvariantCulture);
        var type = headers.Contains("Content-Type: application/problem+json", StringComparison.OrdinalIgnoreCase)
            ? "application/problem+json"
            : headers;
        Task again() => SendTooMuchWithoutALength(operation);
        await Judge(operation, "too much without a length", status, type, text[..(text.LastIndexOf('}') + 1)], again, mustRefuse: true);
    }

    private async Task Judge(
        ApiOperation operation,
        string what,
        int status,
        string? type,
        string text,
        Func<Task> again,
        bool mustRefuse,
        bool reads = false
    )
    {
        readings += reads ? 1 : 0;
        if (status is >= 200 and < 300 && !mustRefuse)
        {
            if (reads)
                return;
            before = null;
            unsure.AddRange(refused);
            refused.Clear();
            return;
        }
        Refused++;
        if (Complaint(type, status, text) is { } complaint)
            Findings.Add($"{operation.Endpoint}: {what}: {complaint}");
        if (reads)
            return;
        if (!looksAtEach)
        {
            refused.Add(again);
            return;
        }
        var after = await fingerprint.Take();
        if (after != before)
            Findings.Add($"{operation.Endpoint}: {what}: refused with {status}, yet something changed: {before} → {after}");
        before = after;
    }

    private static string? Complaint(string? type, int status, string text)
    {
        if (status is < 400 or >= 500)
            return $"answered {status}: {text[..Math.Min(200, text.Length)]}";
        if (type != "application/problem+json")
            return $"{status} came as {type}";

        using var problem = JsonDocument.Parse(text);
        return
            problem.RootElement.TryGetProperty("code", out var code)
            && code.GetString() is { Length: > 0 }
            && problem.RootElement.GetProperty("status").GetInt32() == status
            ? null
            : $"{status} without a code: {text}";
    }
}
