using System.Diagnostics;

namespace Niaga.Testing;

/// <summary>
/// What one request sends to PostgreSQL, as Npgsql itself tells it: found by the trace the request belongs to, so that work beside it does
/// not count.
/// </summary>
internal sealed class Traffic : IDisposable
{
    private readonly ActivityListener listener;
    private readonly List<Activity> sent = [];
    private ActivityTraceId trace;

    public Traffic()
    {
        listener = new()
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            // At its beginning: a reader may be closed after the answer has gone out.
            ActivityStarted = Note,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Value of the <c>traceparent</c> header of the next request; what was heard before is forgotten.</summary>
    public string Begin()
    {
        lock (sent)
        {
            sent.Clear();
            trace = ActivityTraceId.CreateRandom();
            return $"00-{trace}-{ActivitySpanId.CreateRandom()}-01";
        }
    }

    /// <summary>What was sent since <see cref="Begin"/>.</summary>
    public Sent End()
    {
        lock (sent)
        {
            var commands = sent.Where(a => Text(a).Length > 0).ToArray();
            return new(commands.Sum(Statements), commands.Length, [.. commands.Select(Text)]);
        }
    }

    public void Dispose() => listener.Dispose();

    private void Note(Activity activity)
    {
        lock (sent)
        {
            if (activity.Source.Name == "Npgsql" && activity.TraceId == trace)
                sent.Add(activity);
        }
    }

    /// <summary>Setting the tenant is no statement of the page's own.</summary>
    private static int Statements(Activity activity) =>
        Math.Max(
            1,
            Text(activity).Split(';').Count(s => s.Trim() is { Length: > 0 } sql && !sql.Contains("set_config(", StringComparison.Ordinal))
        );

    private static string Text(Activity activity) =>
        (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) as string ?? "";

    /// <param name="Statements">SQL statements, without the ones that set the tenant.</param>
    /// <param name="RoundTrips">Batches and commands; what is asked side by side is one batch.</param>
    /// <param name="Texts">Their SQL.</param>
    public sealed record Sent(int Statements, int RoundTrips, IReadOnlyList<string> Texts);
}
