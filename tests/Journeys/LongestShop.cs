using Microsoft.Playwright;
using Niaga.Testing;
using Niaga.Testing.Rows;

namespace Niaga.Journeys;

/// <summary>A shop with the longest names, prices and codes there can be, and every page of it in a browser.</summary>
public sealed class LongestShop : NiagaApp
{
    internal static readonly string Word = new('W', 120);
    private static readonly string Phrase = string.Concat(Enumerable.Repeat("Minyak Masak Sawit Tulen ", 5))[..120];
    private static readonly string Tamil = string.Concat(Enumerable.Repeat("தேங்காய்எண்ணெய் ", 8))[..120];
    private static readonly string Chinese = string.Concat(Enumerable.Repeat("特级初榨椰子油家庭装", 12));

    internal EveryPage Every { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Every = await EveryPage.Of(this);
        await Fill();
    }

    /// <summary>A browser in which its owner is signed in.</summary>
    internal async Task<IPage> Open(Browser browser, int width, string language, bool dark = false)
    {
        var page = await browser.Open(Address, width, dark, language + "-MY");
        await page.Context.AddCookiesAsync(
            Every
                .Cookies.Split("; ")
                .Select(c => c.Split('=', 2))
                .Select(c => new Cookie
                {
                    Name = c[0],
                    Value = c[0] == "niaga.lang" ? language : c[1],
                    Url = Address,
                })
        );
        return page;
    }

    /// <summary>Goes to every page and measures it.</summary>
    /// <param name="page">Where.</param>
    /// <param name="before">Done before each page is opened.</param>
    /// <param name="measures">What is measured; see <see cref="Boxes"/>.</param>
    internal async Task<List<string>> Walk(IPage page, Func<Task>? before, params string[] measures)
    {
        var faults = new List<string>();
        foreach (var place in Every.Places.Where(p => p.Route is not "/error"))
        {
            if (before is not null)
                await before();
            await page.GotoAsync(place.Address);
            // A page that sends its reader on is looked at where that ends.
            await page.WaitForFunctionAsync("() => !document.querySelector('meta[http-equiv=refresh]')");
            foreach (var measure in measures)
                faults.AddRange((await page.EvaluateAsync<string[]>(measure)).Distinct().Take(6).Select(f => $"{place.Route}: {f}"));
        }
        return faults;
    }

    /// <summary>Runs SQL as an administrator, in the shop.</summary>
    internal async Task Administer(string sql)
    {
        await using var admin = await RowMaker.Connect(Database);
        await admin.Run($"SELECT set_config('app.tenant_id', '{Every.Shop.Tenant.Value}', false), set_config('app.branches', '*', false)");
        await admin.Run(sql);
    }

    private async Task Fill()
    {
        var names = new[] { Word, Phrase, Tamil, Chinese };
        for (var i = 0; i < names.Length; i++)
        {
            await Administer(
                $"""
                UPDATE retail.products SET name = '{i}' || left('{names[i]}', 119), sku = '{i}' || repeat('W', 35) || right(sku, 4),
                    price_sen = 9999999999
                WHERE product_id IN (SELECT product_id FROM retail.products ORDER BY track_stock DESC, name_key OFFSET {i * 5} LIMIT 5)
                """
            );
        }
        // A sale's lines are written once; only their names are long here.
        await Administer(
            $"""
            SET session_replication_role = replica;
            UPDATE retail.sale_lines SET name = left('{Word}', 120), sku = repeat('W', 40), unit_price_sen = 9999999999
            """
        );
        await Administer($"UPDATE retail.categories SET name = left(name_key, 10) || '{Word[..70]}'");
        await Administer($"UPDATE platform.businesses SET name = '{Word}' WHERE tenant_id = '{Every.Shop.Tenant.Value}'");
        await Administer($"UPDATE platform.people SET display_name = '{Word}', email_confirmed = false WHERE id = '{Every.Person}'");
        await Administer($"UPDATE platform.roles SET name = '{Word[..40]}'");
        await Administer($"UPDATE platform.api_keys SET name = '{Word[..80]}'");
    }
}
