using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>
/// Every endpoint of the live table against junk of every kind. An answer is a success where the junk is harmless, else a 4xx
/// that says a code and has changed nothing; never a 5xx.
/// </summary>
public sealed class BadInputTests(NiagaApp app, ITestOutputHelper output) : IClassFixture<NiagaApp>
{
    private sealed record Operation(ApiEndpoints.Found Endpoint, string? Body, string[] Query)
    {
        public string Path { get; init; } = "";
    }

    [Fact]
    public Task Bodies_that_are_wrong_as_a_whole() =>
        OnEach(
            o => o.Body is not null,
            async (attack, o) =>
            {
                foreach (var (what, body, type) in InvalidRequests.Bodies(o.Body!))
                    await attack.Send(o, what, body, type);
                // Without a length, so that the bound is met while reading; little more than the bound, so that the answer comes through.
                using var chunked = new StreamContent(
                    new MemoryStream(Encoding.UTF8.GetBytes("{\"name\":\"" + new string('a', 1100 * 1024) + "\"}"))
                );
                chunked.Headers.ContentType = new("application/json");
                await attack.Send(
                    o,
                    "1.1 MB without a length",
                    r =>
                    {
                        r.Content = chunked;
                        r.Headers.TransferEncodingChunked = true;
                    }
                );
            }
        );

    [Fact]
    public Task Fields_of_every_wrong_kind() =>
        OnEach(
            o => o.Body is not null,
            async (attack, o) =>
            {
                foreach (var (what, body) in InvalidRequests.Fields(o.Body!))
                    await attack.Send(o, what, Encoding.UTF8.GetBytes(body), "application/json");
            }
        );

    [Fact]
    public Task Query_values_of_every_wrong_kind() =>
        OnEach(
            _ => true,
            async (attack, o) =>
            {
                foreach (var name in o.Query.Append("no-such-parameter").Append("lang"))
                {
                    foreach (var value in InvalidRequests.Texts)
                        await attack.Send(o, $"?{name}={value[..Math.Min(20, value.Length)]}", query: $"?{name}={value}");
                    await attack.Send(o, $"{name} twice", query: $"?{name}=a&{name}=b&{name}[]=c");
                }
                foreach (
                    var query in (string[])
                        [
                            "?",
                            "?&&=&",
                            "?=a",
                            "?%00=1",
                            "?%FF=%FF",
                            "?a[b]=c",
                            "?" + new string('&', 2000),
                            "?x=" + new string('a', 9_000),
                            "?x=" + new string('a', 30_000),
                        ]
                )
                {
                    await attack.Send(o, query[..Math.Min(12, query.Length)], query: query);
                }
            }
        );

    [Fact]
    public Task Ids_that_are_none() =>
        OnEach(
            o => o.Endpoint.Parameters.Count > 0,
            async (attack, o) =>
            {
                foreach (var parameter in o.Endpoint.Parameters)
                {
                    // The server itself refuses a zero byte in a path, before any code of ours.
                    foreach (
                        var text in InvalidRequests.Texts.Where(t =>
                            t.Length is > 0 and < 3000 && !t.Contains("%00", StringComparison.Ordinal)
                        )
                    )
                    {
                        var path = o.Endpoint.Pattern;
                        foreach (var other in o.Endpoint.Parameters.Where(p => p != parameter))
                            path = path.Replace($"{{{other.Name}}}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
                        await attack.Send(
                            o with
                            {
                                Path = path.Replace($"{{{parameter.Name}}}", text, StringComparison.Ordinal),
                            },
                            $"{parameter.Name} = {text[..Math.Min(20, text.Length)]}"
                        );
                    }
                }
            }
        );

    [Fact]
    public Task Headers_of_every_wrong_kind() =>
        OnEach(
            _ => true,
            async (attack, o) =>
            {
                foreach (
                    var value in (string[])
                        [
                            "",
                            "Bearer",
                            "Bearer ",
                            "bearer x",
                            "Basic YTpi",
                            "Bearer niaga_",
                            "Bearer niaga_00000000000070008000000000000000_" + new string('a', 43),
                            "Bearer " + new string('a', 4000),
                            "Bearer \u00e9\u00fc",
                            "Bearer null",
                            ",",
                            "Digest x=y",
                        ]
                )
                {
                    await attack.Send(o, $"Authorization: {value[..Math.Min(20, value.Length)]}", r => Set(r, "Authorization", value));
                }
                foreach (
                    var (name, values) in new (string, string[])[]
                    {
                        (
                            "If-Match",
                            [
                                "junk",
                                "\"\"",
                                "\"-1\"",
                                "W/\"1\"",
                                "\"99999999999999999999\"",
                                "\"1\", \"2\"",
                                "\"",
                                "\u00e9",
                                new('9', 2000),
                            ]
                        ),
                        ("Idempotency-Key", [new('k', 256), new('k', 4000), "\u00e9\u00fc", "a\tb"]),
                        ("Accept-Language", ["", "xx", "*", "en;q=zzz", ",,,;;;", new(',', 2000), "\u00e9"]),
                        ("Accept", ["", "text/html", "junk", "application/xml;q=x"]),
                        ("Accept-Encoding", ["junk", "gzip;q=zzz", "*;q=0"]),
                        ("Content-Encoding", ["gzip", "junk"]),
                        ("Cookie", ["niaga.person=junk", "niaga.forgery=junk; niaga.lang=zz", "=;=;", new(';', 1000)]),
                        ("X-HTTP-Method-Override", ["DELETE"]),
                        ("Origin", ["https://evil.example"]),
                    }
                )
                {
                    foreach (var value in values)
                        await attack.Send(o, $"{name}: {value[..Math.Min(20, value.Length)]}", r => Set(r, name, value));
                }
            }
        );

    [Fact]
    public Task Methods_an_address_does_not_take() =>
        OnEach(
            _ => true,
            async (attack, o) =>
            {
                foreach (var method in (string[])["PUT", "PATCH", "DELETE", "POST", "GET", "TRACE", "PROPFIND", "JUNK"])
                {
                    if (ApiEndpoints.Of(app).Any(e => e.Pattern == o.Endpoint.Pattern && e.Method == method))
                        continue;

                    await attack.Send(o, $"{method}", r => r.Method = new(method), mustRefuse: true);
                }
            }
        );

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (name == "Authorization")
            request.Headers.Authorization = null;
        (
            name == "Content-Encoding" && request.Content is not null ? (HttpHeaders)request.Content.Headers : request.Headers
        ).TryAddWithoutValidation(name, value);
    }

    private async Task OnEach(Func<Operation, bool> which, Func<Attack, Operation, Task> act)
    {
        var shop = await app.SignUp();
        using var client = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 }
        )
        {
            BaseAddress = new(app.Address),
        };
        using var owner = await shop.Client();
        await using var fingerprint = await Fingerprint.Of(app);
        var operations = await Operations(client);
        var attack = new Attack(client, owner.DefaultRequestHeaders.Authorization!, fingerprint);
        foreach (var operation in operations.Where(which))
        {
            var real = operation with { Path = await RealPath(owner, operation, operations) };
            attack.LookAgain();
            await act(attack, real);
        }
        output.WriteLine($"{attack.Tried} requests, {attack.Refused} refused, {attack.Harmless} harmless");
        attack.Findings.ShouldBeEmpty();
        attack.Refused.ShouldBeGreaterThan(0);
    }

    /// <summary>The endpoints with the example of a good body, as the API's own description gives it.</summary>
    private async Task<IReadOnlyList<Operation>> Operations(HttpClient client)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        return
        [
            .. ApiEndpoints
                .Of(app)
                .Select(e =>
                {
                    var operation = document
                        .RootElement.GetProperty("paths")
                        .GetProperty(e.Pattern)
                        .GetProperty(e.Method.ToLowerInvariant());
                    var body =
                        operation.TryGetProperty("requestBody", out var b)
                        && b.GetProperty("content").TryGetProperty("application/json", out var json)
                            ? json.GetProperty("example").GetRawText()
                            : null;
                    var query = operation.TryGetProperty("parameters", out var p)
                        ? p.EnumerateArray()
                            .Where(q => q.GetProperty("in").GetString() == "query")
                            .Select(q => q.GetProperty("name").GetString()!)
                        : [];
                    return new Operation(e, body, [.. query]);
                }),
        ];
    }

    /// <summary>The path with a thing that exists where one can be made by posting the example to the list above it.</summary>
    private static async Task<string> RealPath(HttpClient client, Operation operation, IReadOnlyList<Operation> all)
    {
        var path = operation.Endpoint.Pattern;
        foreach (var parameter in operation.Endpoint.Parameters)
        {
            var list = path[..(path.IndexOf($"/{{{parameter.Name}}}", StringComparison.Ordinal))];
            var id = Guid.NewGuid().ToString();
            if (all.FirstOrDefault(o => o.Endpoint.Method == "POST" && o.Endpoint.Pattern == list) is { Body: { } example })
            {
                using var made = await client.PostAsync(list, new StringContent(example, Encoding.UTF8, "application/json"));
                if (made.IsSuccessStatusCode && (await made.Content.ReadFromJsonAsync<JsonElement>()).TryGetProperty("id", out var real))
                    id = real.ToString();
            }
            path = path.Replace($"{{{parameter.Name}}}", id, StringComparison.Ordinal);
        }
        return path;
    }

    private sealed class Attack(HttpClient client, AuthenticationHeaderValue token, Fingerprint fingerprint)
    {
        private string? before;

        public List<string> Findings { get; } = [];

        public int Tried { get; private set; }

        public int Refused { get; private set; }

        public int Harmless => Tried - Refused;

        /// <summary>The test itself changed something.</summary>
        public void LookAgain() => before = null;

        public Task Send(Operation operation, string what, byte[] body, string? type) =>
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
            Operation operation,
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
}
