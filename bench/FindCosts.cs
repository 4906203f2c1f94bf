using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Encryption;

namespace Niaga.Bench;

/// <summary>How long it takes to find somebody among 50 000 who lie encrypted, and how many values are opened for it.</summary>
internal static class FindCosts
{
    private const int People = 50_000;

    private static readonly (string What, string Typed)[] Asked =
    [
        ("start of a name that 7 143 have", "sit"),
        ("starts of two words", "ami 777"),
        ("start of the last word, and another", "subra 4999"),
        ("whole phone", "013-000 7777"),
        ("last four digits", "7777"),
        ("whole e-mail address", "orang7777@contoh.my"),
        ("TIN", "IG10000007777"),
        ("MyKad", "880214-10-5566"),
        ("nobody", "zzzz"),
    ];

    private static readonly (string What, string Path)[] Places =
    [
        ("at the till", "/api/v1/customers/lookup?q="),
        ("in the list", "/api/v1/customers?q="),
    ];

    public static async Task Print(double seconds)
    {
        await using var app = new BenchApp();
        await app.InitializeAsync();
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var watch = Stopwatch.StartNew();
        await PeopleRows.Write(app, shop, People);
        var written = watch.Elapsed.TotalSeconds;
        await PeopleRows.Seal(app);
        var sealing = watch.Elapsed.TotalSeconds - written;
        using var one = await client.PostAsJsonAsync("/api/v1/customers", new { name = "Orang Baru", identity = "880214-10-5566" });
        one.EnsureSuccessStatusCode();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{People} customers: written plainly in {written:0.0} s, encrypted in {sealing:0.0} s"
            )
        );
        var cipher = await app.Services.GetRequiredService<TenantKeys>().Of(shop.Tenant, CancellationToken.None);
        Console.WriteLine($"| found among {People} | typed | p50 / p99 ms | values opened |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (where, path) in Places)
        foreach (var (what, typed) in Asked)
        {
            Task<byte[]> Find() => client.GetByteArrayAsync(path + Uri.EscapeDataString(typed));
            await Timed.Times(seconds / 4, Find);
            var before = cipher.Opened;
            await Find();
            var opened = cipher.Opened - before;
            var times = await Timed.Times(seconds, Find);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {what}, {where} | `{typed}` | {Timed.At(times, 0.5):0.0} / {Timed.At(times, 0.99):0.0} | {opened} |"
                )
            );
        }
        Console.WriteLine();
    }
}
