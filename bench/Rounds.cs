using System.Globalization;

namespace Niaga.Bench;

/// <summary>Turns of the site and the ceiling, one after the other, so that a noisy neighbour meets both; the median turn counts.</summary>
internal sealed class Rounds(int site, int ceiling, int connections, Workloads.Options options)
{
    private readonly Dictionary<string, double> rates = [];

    public static void Head()
    {
        Console.WriteLine("| workload | Niaga req/s | p50 / p99 ms | ceiling req/s | p50 / p99 ms | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|");
    }

    /// <param name="name">Short name, for <c>--only</c>.</param>
    /// <param name="what">What is measured.</param>
    /// <param name="ours">Requests to the site.</param>
    /// <param name="raw">Requests to the ceiling; null where there is none.</param>
    public async Task Measure(string name, string what, string[] ours, string[]? raw)
    {
        if (options.Only.Length > 0 && !options.Only.Contains(name)) return;
        await Turn(site, ours, Math.Max(3, options.Seconds));
        if (raw is not null) await Turn(ceiling, raw, Math.Max(2, options.Seconds / 2));
        var (mine, theirs) = (new List<Load.Result>(), new List<Load.Result>());
        for (var round = 0; round < options.Rounds; round++)
        {
            mine.Add(await Turn(site, ours, options.Seconds));
            if (raw is not null) theirs.Add(await Turn(ceiling, raw, options.Seconds));
        }
        var (us, them) = (Median(mine), theirs.Count == 0 ? null : Median(theirs));
        rates[name] = us.PerSecond;
        var failures = mine.Concat(theirs).Sum(r => r.Failures);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {us.PerSecond:0} | {us.P50:0.0} / {us.P99:0.0} | {Rate(them)} | {Times(them)} | {(them is null ? "" : $"{100 * us.PerSecond / them.PerSecond:0} %")}{(failures == 0 ? "" : $" ({failures} failed)")} |"));
    }

    public void Foot()
    {
        if (rates.TryGetValue("list", out var few) && rates.TryGetValue("many", out var many)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n10 000 businesses against 100: {100 * many / few:0} %"));
    }

    private Task<Load.Result> Turn(int port, string[] requests, double seconds) => Load.Start(new(port, connections, seconds, requests));

    private static Load.Result Median(List<Load.Result> results) => results.OrderBy(r => r.PerSecond).ElementAt(results.Count / 2);

    private static string Rate(Load.Result? result) => result is null ? "" : result.PerSecond.ToString("0", CultureInfo.InvariantCulture);

    private static string Times(Load.Result? result) => result is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{result.P50:0.0} / {result.P99:0.0}");
}
