using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace Niaga.Bench;

/// <summary>Turns of the site and the ceiling, one after the other, so that a noisy neighbour meets both; the median turn counts.</summary>
internal sealed class Rounds(int site, int ceiling, int connections, Workloads.Options options, DatabaseCpu? database)
{
    private const int MostWarmTurns = 30;
    private readonly Dictionary<string, double> rates = [];

    public static void Head()
    {
        Console.WriteLine("| workload | Niaga req/s | p50 / p99 ms | CPU µs | ceiling req/s | p50 / p99 ms | CPU µs | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
    }

    /// <param name="name">Short name, for <c>--only</c>.</param>
    /// <param name="what">What is measured.</param>
    /// <param name="ours">Requests to the site.</param>
    /// <param name="raw">Requests to the ceiling; null where there is none.</param>
    /// <param name="beside">Port of what it is measured beside, where that is not the raw ceiling.</param>
    /// <param name="settled">Runs between the warm-up and the turns.</param>
    public async Task Measure(string name, string what, string[] ours, string[]? raw, int? beside = null, Func<Task>? settled = null)
    {
        if (options.Only.Length > 0 && !options.Only.Contains(name))
            return;
        await Settle(site, ours);
        if (raw is not null)
            await Settle(beside ?? ceiling, raw);
        if (settled is not null)
            await settled();
        var (mine, theirs) = (new List<Taken>(), new List<Taken>());
        for (var round = 0; round < options.Rounds; round++)
        {
            mine.Add(await Turn(site, ours, options.Seconds));
            if (raw is not null)
                theirs.Add(await Turn(beside ?? ceiling, raw, options.Seconds));
        }
        var (us, them) = (Median(mine), theirs.Count == 0 ? null : Median(theirs));
        rates[name] = us.PerSecond;
        var failures = mine.Concat(theirs).Sum(r => r.Result.Failures);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {Figures(us)} | {Figures(them)} | {(them is null ? "" : $"{100 * us.PerSecond / them.PerSecond:0} %")}"
                    + $"{(failures == 0 ? "" : $" ({failures} failed)")} |"
            )
        );
    }

    /// <summary>Loads until the runtime has compiled what is hot for good: compiling takes less than a hundredth of a turn.</summary>
    private async Task Settle(int port, string[] requests)
    {
        for (var turn = 0; turn < MostWarmTurns; turn++)
        {
            var before = JitInfo.GetCompilationTime();
            await Turn(port, requests, options.Warm);
            if (JitInfo.GetCompilationTime() - before < TimeSpan.FromSeconds(options.Warm / 100))
                return;
        }
        Console.Error.WriteLine("The runtime was still compiling when the turns began.");
    }

    public void Foot()
    {
        if (rates.TryGetValue("list", out var few) && rates.TryGetValue("many", out var many))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n10 000 businesses against 100: {100 * many / few:0} %"));
    }

    /// <param name="Result">What the load saw.</param>
    /// <param name="Cpu">Processor time of this process per request, in µs: what a busy machine blurs least.</param>
    /// <param name="Database">The same of PostgreSQL; null where it cannot be seen.</param>
    private sealed record Taken(Load.Result Result, double Cpu, double? Database)
    {
        public double PerSecond => Result.PerSecond;
    }

    private async Task<Taken> Turn(int port, string[] requests, double seconds)
    {
        using var self = Process.GetCurrentProcess();
        var (before, databaseBefore) = (self.TotalProcessorTime, database?.Total());
        var result = await Load.Start(new(port, connections, seconds, requests));
        self.Refresh();
        double PerRequest(TimeSpan used) => used.TotalMicroseconds / Math.Max(1, result.Requests);
        return new(
            result,
            PerRequest(self.TotalProcessorTime - before),
            database is null ? null : PerRequest(database.Total() - databaseBefore!.Value)
        );
    }

    private static Taken Median(List<Taken> results) => results.OrderBy(r => r.PerSecond).ElementAt(results.Count / 2);

    private static string Figures(Taken? taken) =>
        taken is null
            ? " | | "
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{taken.PerSecond:0} | {taken.Result.P50:0.0} / {taken.Result.P99:0.0} | "
                    + $"{taken.Cpu:0}{(taken.Database is { } postgres ? $" + {postgres:0}" : "")}"
            );
}
