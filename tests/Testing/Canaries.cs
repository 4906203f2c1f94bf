using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Npgsql;

namespace Niaga.Testing;

/// <summary>
/// Personal values of the people in a test, taken from what its clients send; and whatever may hold none of them: lines of the log as they
/// are written, traces, error pages, and payloads that lie in the database until work is done. At the end of each app all is searched.
/// </summary>
internal sealed partial class Canaries
{
    /// <summary>Shorter ones stand in other words by accident.</summary>
    private const int Shortest = 9;

    private const int MostHeard = 64 * 1024;

    private static readonly HashSet<string> Personal = new(StringComparer.OrdinalIgnoreCase)
    {
        "name",
        "phones",
        "phone",
        "emails",
        "email",
        "note",
        "notes",
        "tin",
        "registration",
        "identity",
        "myKad",
        "line1",
        "line2",
    };

    /// <summary>Text columns of work, each with what names the row.</summary>
    private static readonly (string Table, string Columns)[] Payloads =
    [
        ("platform.work_items", "concat_ws(' ', kind, payload, last_error)"),
        ("platform.webhook_events", "concat_ws(' ', type, data)"),
        ("platform.webhook_attempts", "answer"),
        ("platform.notifications", "concat_ws(' ', kind, subject, details, path)"),
        ("platform.idempotency_keys", "concat_ws(' ', key, answer)"),
    ];

    private static readonly ConcurrentDictionary<string, string> Traces = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, byte> watched = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Where, string Text)> heard = new();

    static Canaries() =>
        ActivitySource.AddActivityListener(
            new()
            {
                // What a site traces. A test runner's own would go out with what a test sends, instead of the trace it chose.
                ShouldListenTo = source =>
                    source.Name is "Npgsql" or "Microsoft.AspNetCore" || source.Name.StartsWith("Niaga", StringComparison.Ordinal),
                Sample = (ref _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    foreach (var (key, value) in activity.TagObjects)
                    {
                        // Statements of a test itself, which belong to no request, hold what they like.
                        if (value is string { Length: >= Shortest } text && (key != "db.query.text" || activity.Parent is not null))
                            Traces.TryAdd(text, $"trace {activity.OperationName} {key}");
                    }
                },
            }
        );

    /// <summary>A value that must not be told.</summary>
    public void Watch(string? value)
    {
        if (value is { Length: >= Shortest })
            watched.TryAdd(value, 0);
    }

    /// <summary>What was said somewhere.</summary>
    public void Hear(string where, string text) => heard.Enqueue((where, text.Length > MostHeard ? text[..MostHeard] : text));

    /// <summary>Lines of the log of a category, as they were written.</summary>
    public IEnumerable<string> Lines(string category) => heard.Where(h => h.Where == $"log {category}").Select(h => h.Text);

    /// <summary>Puts an ear where lines of the log are written.</summary>
    public void Listen(IServiceCollection services)
    {
        foreach (var format in services.Where(s => s.ServiceType == typeof(ConsoleFormatter)).ToArray())
        {
            services.Remove(format);
            services.AddSingleton<ConsoleFormatter>(s => new Heard((ConsoleFormatter)format.ImplementationFactory!(s), this));
        }
    }

    /// <summary>Puts an ear on what is sent and on what is answered instead of a page.</summary>
    public HttpMessageHandler Hears(HttpMessageHandler handler) => new Ear(this) { InnerHandler = handler };

    /// <summary>What tells a value, each once; none when all is well.</summary>
    /// <param name="admin">Of the database whose payloads are looked through.</param>
    public async Task<IReadOnlyList<string>> Told(string admin)
    {
        var spellings = watched
            .Keys.SelectMany(v => Spellings(v).Select(s => (Spelling: s, Value: v)))
            .DistinctBy(s => s.Spelling)
            .ToArray();
        if (spellings.Length == 0)
            return [];

        var search = SearchValues.Create([.. spellings.Select(s => s.Spelling)], StringComparison.OrdinalIgnoreCase);
        return
        [
            .. heard
                .Concat(Traces.Select(t => (t.Value, t.Key)))
                .Concat(await Lying(admin))
                .Where(h => h.Item2.AsSpan().ContainsAny(search))
                .Select(h =>
                    (h.Item1, Value: spellings.First(s => h.Item2.Contains(s.Spelling, StringComparison.OrdinalIgnoreCase)), h.Item2)
                )
                .DistinctBy(h => (h.Item1, h.Value.Value))
                .Select(h => $"{h.Item1}: \"{h.Value.Value}\" in {Around(h.Item3, h.Value.Spelling)}"),
        ];
    }

    /// <summary>The frame around an error page tells whoever is signed in who they are.</summary>
    [GeneratedRegex("<span class=\"who-text\">.*?</small></span>|<span class=\"frame-bar-text\">.*?</span>", RegexOptions.Singleline)]
    private static partial Regex Whoever();

    private static string Around(string text, string spelling)
    {
        var at = text.IndexOf(spelling, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 100)..Math.Min(text.Length, at + spelling.Length + 60)].ReplaceLineEndings(" ");
    }

    private static async Task<IReadOnlyList<(string, string)>> Lying(string admin)
    {
        await using var connection = new NpgsqlConnection(admin + ";Pooling=false");
        await connection.OpenAsync();
        var sql = string.Join(" UNION ALL ", Payloads.Select(p => $"SELECT '{p.Table}', {p.Columns} FROM {p.Table}"));
        await using var ask = new NpgsqlCommand(sql, connection);
        await using var rows = await ask.ExecuteReaderAsync();
        var found = new List<(string, string)>();
        while (await rows.ReadAsync())
            found.Add((rows.GetString(0), rows.GetString(1)));
        return found;
    }

    private static IEnumerable<string> Spellings(string value)
    {
        yield return value;
        yield return JsonEncodedText.Encode(value).ToString();
        yield return Uri.EscapeDataString(value);
        var bytes = Encoding.UTF8.GetBytes(value);
        yield return Convert.ToHexStringLower(bytes);
        // Within something longer it begins at any of three places; what its neighbours have a part in is left out.
        foreach (var before in new[] { 0, 1, 2 })
        {
            var shifted = Convert.ToBase64String([.. new byte[before], .. bytes]);
            yield return shifted[(before == 0 ? 0 : 4)..^4];
        }
    }

    private sealed class Heard(ConsoleFormatter format, Canaries canaries) : ConsoleFormatter(format.Name)
    {
        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            using var line = new StringWriter();
            format.Write(logEntry, scopeProvider, line);
            canaries.Hear($"log {logEntry.Category}", line.ToString());
            textWriter.Write(line.ToString());
        }
    }

    private sealed class Ear(Canaries canaries) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (
                request.Content?.Headers.ContentType?.MediaType == "application/json"
                && path.Contains("/customers", StringComparison.Ordinal)
            )
                Watch(await request.Content.ReadAsByteArrayAsync(cancellationToken));
            var answer = await base.SendAsync(request, cancellationToken);
            // A refusal may say to whoever typed it what was typed; what nobody was to see, or went wrong, says nothing.
            if (answer.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
            {
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                canaries.Hear($"answer {(int)answer.StatusCode} {request.Method} {path}", Whoever().Replace(text, ""));
            }
            return answer;
        }

        private void Watch(byte[] body)
        {
            try
            {
                using var json = JsonDocument.Parse(body);
                Watch(json.RootElement, false);
            }
            catch (JsonException)
            {
                // A test of bad bodies.
            }
        }

        private void Watch(JsonElement element, bool personal)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in element.EnumerateObject())
                    Watch(property.Value, Personal.Contains(property.Name));
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var one in element.EnumerateArray())
                    Watch(one, personal);
            }
            else if (personal && element.ValueKind == JsonValueKind.String)
                canaries.Watch(element.GetString());
        }
    }
}
