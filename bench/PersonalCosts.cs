using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Niaga.Testing;
using Niaga.Testing.Rows;

namespace Niaga.Bench;

/// <summary>
/// What encryption and the log of who looked cost: 200 customers with name, phone and address of e-mail, beside the same list of the same
/// customers in plain.
/// </summary>
internal static class PersonalCosts
{
    private const int Listed = 200;
    private const int Most = 100;
    private const int Rounds = 15;

    private static readonly (string What, string Path)[] Lists =
    [
        ("plain, nothing written down", "plain-customers"),
        ("encrypted, nothing written down", "unlogged-customers"),
        ("encrypted and written down, as it is", "customers"),
    ];

    public static async Task Print(double seconds)
    {
        await using var app = new BenchApp();
        await app.InitializeAsync();
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await PeopleRows.Write(app, shop, Listed);
        await PlainCustomers.Copy(app, shop);
        await PeopleRows.Seal(app);
        var answers = new List<string>();
        foreach (var (_, path) in Lists)
            answers.Add(await client.GetStringAsync($"/api/v1/{path}?limit={Most}"));
        if (answers.Distinct().Count() > 1)
            throw new InvalidOperationException("The plain list does not answer the same bytes as the API.");

        var rounds = Lists.Select(_ => new List<List<double>>()).ToArray();
        // The first rounds compile and prepare.
        for (var round = -3; round < Rounds; round++)
        {
            // In turn, so that a noisy neighbour meets all.
            for (var i = 0; i < Lists.Length; i++)
            {
                var times = await Timed.Times(seconds / 5, () => All(client, Lists[i].Path));
                if (round >= 0)
                    rounds[i].Add(times);
            }
        }
        Console.WriteLine($"| {Listed} customers over the API | p50 / p99 ms | times plain |");
        Console.WriteLine("|---|---|---|");
        for (var i = 0; i < Lists.Length; i++)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {Lists[i].What} | {Timed.Median(rounds[i], 0.5):0.0} / {Timed.Median(rounds[i], 0.99):0.0} | "
                        + $"{Timed.Median(rounds[i], 0.5) / Timed.Median(rounds[0], 0.5):0.0} / "
                        + $"{Timed.Median(rounds[i], 0.99) / Timed.Median(rounds[0], 0.99):0.0} |"
                )
            );
        }
        Console.WriteLine();
    }

    /// <summary>Page by page, as many as one answer holds.</summary>
    private static async Task All(HttpClient client, string what)
    {
        for (var cursor = ""; ; )
        {
            using var page = JsonDocument.Parse(await client.GetByteArrayAsync($"/api/v1/{what}?limit={Most}{cursor}"));
            if (page.RootElement.GetProperty("next").GetString() is not { } next)
                return;
            cursor = $"&cursor={Uri.EscapeDataString(next)}";
        }
    }
}
