using System.Diagnostics;
using System.Globalization;
using Niaga.Testing;
using Niaga.Testing.Rows;

namespace Niaga.Bench;

/// <summary>
/// What each page of the endpoint table costs, so that a slow new one is seen: one line a page, the dearest first. On the demonstration,
/// with a row in every table.
/// </summary>
internal static class PageCosts
{
    private const int Connections = 2;

    /// <param name="warm">Seconds of load before the first page is measured.</param>
    /// <param name="seconds">Seconds it is measured.</param>
    public static async Task Print(double warm, double seconds)
    {
        await using var app = new NiagaApp();
        await app.InitializeAsync();
        var pages = await EveryPage.Of(app);
        // As autovacuum leaves it: without figures of its tables PostgreSQL plans a day for a table of nothing.
        await using (var admin = await RowMaker.Connect(app.Database))
            await admin.Run("ANALYZE");
        using var client = app.NewClient();
        var port = new Uri(app.Address).Port;
        // All of them in turn until the runtime has compiled what they share, and the demonstration's own work is done.
        await Load.Start(new(port, Connections, warm, [.. pages.Places.Select(p => Request(pages, p))]));
        var lines = new List<(double Cpu, string Line)>();
        foreach (var place in pages.Places)
        {
            string[] request = [Request(pages, place)];
            await Load.Start(new(port, Connections, seconds / 4, request));
            using var self = Process.GetCurrentProcess();
            var (before, allocated) = (self.TotalProcessorTime, GC.GetTotalAllocatedBytes());
            var result = await Load.Start(new(port, Connections, seconds, request));
            self.Refresh();
            // Other statuses count as failures there; here they are pages like others.
            var asked = Math.Max(1, result.Requests + result.Failures);
            var cpu = (self.TotalProcessorTime - before).TotalMilliseconds / asked;
            var kept = (GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / asked;
            var (sent, size, status) = await Look(pages, client, place);
            lines.Add(
                (
                    cpu,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| `{place.Route}` | {status} | {cpu:0.00} | {kept:0} | {size / 1024.0:0.0} "
                            + $"| {sent.Statements} | {sent.RoundTrips} |"
                    )
                )
            );
        }
        Console.WriteLine("| page | status | CPU ms | KB allocated | KB of HTML | statements | round trips |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (_, line) in lines.OrderByDescending(l => l.Cpu))
            Console.WriteLine(line);
    }

    private static string Request(EveryPage pages, EveryPage.Place place) =>
        $"GET {place.Address} HTTP/1.1\r\nHost: localhost\r\nCookie: {pages.Cookies}\r\n\r\n";

    private static async Task<(Traffic.Sent Sent, int Size, int Status)> Look(EveryPage pages, HttpClient client, EveryPage.Place place)
    {
        // Not all the time: listening costs.
        using var traffic = new Traffic();
        using var answer = await pages.Get(client, place.Address, traffic.Begin());
        var body = await answer.Content.ReadAsByteArrayAsync();
        return (traffic.End(), body.Length, (int)answer.StatusCode);
    }
}
