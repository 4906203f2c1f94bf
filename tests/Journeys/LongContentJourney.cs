using Microsoft.Playwright;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>
/// Every page of the endpoint table with the longest names, prices and codes there can be: nothing is wider than the screen, no text is cut
/// off without an ellipsis and a title, no two buttons touch. The till has a journey of its own.
/// </summary>
public sealed class LongContentJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    private const string Faults = """
        () => {
            const faults = [], root = document.documentElement;
            if (root.scrollWidth > root.clientWidth + 1) faults.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
            const say = (e, what) => faults.push(`${e.tagName}.${e.className}: ${what}: ${e.textContent.trim().slice(0, 30)}`);
            const scrolls = e => e && (['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
            const shown = e => e.checkVisibility() && e.getBoundingClientRect().width > 2;
            const ownText = e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
            for (const e of document.querySelectorAll('body *')) {
                if (!shown(e) || e.closest('svg, .visually-hidden, select, textarea, script, noscript') || scrolls(e)) continue;
                const style = getComputedStyle(e), box = e.getBoundingClientRect();
                const outside = box.right > root.clientWidth + 1 && box.left < root.clientWidth;
                if (outside && style.position !== 'fixed') say(e, 'runs out of the screen');
                if (!ownText(e) || style.display === 'inline') continue;
                if (e.scrollWidth <= e.clientWidth + 1) continue;
                if (style.overflowX === 'visible') say(e, 'wider than itself');
                else if (style.textOverflow !== 'ellipsis') say(e, 'cut off');
                else if (!e.closest('[title]')) say(e, 'ellipsis without a title');
            }
            for (const e of document.querySelectorAll('.btn + .btn')) {
                if (e.closest('.input-group, .till-line-quantity') || !shown(e) || !shown(e.previousElementSibling)) continue;
                const a = e.previousElementSibling.getBoundingClientRect(), b = e.getBoundingClientRect();
                const apart = Math.max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom);
                if (apart < 4) say(e, `${apart} px from the button before it`);
            }
            return faults;
        }
        """;

    private static readonly string Word = new('W', 120);
    private static readonly string Phrase = string.Concat(Enumerable.Repeat("Minyak Masak Sawit Tulen ", 5))[..120];
    private static readonly string Tamil = string.Concat(Enumerable.Repeat("தேங்காய்எண்ணெய் ", 8))[..120];
    private static readonly string Chinese = string.Concat(Enumerable.Repeat("特级初榨椰子油家庭装", 12));

    [Theory]
    [InlineData(360, "ms")]
    [InlineData(1440, "en")]
    public async Task Nothing_runs_out_of_its_box(int width, string language)
    {
        var every = await EveryPage.Of(app);
        await Fill(every);
        var page = await browser.Open(app.Address, width, language: language + "-MY");
        await page.Context.AddCookiesAsync(
            every
                .Cookies.Split("; ")
                .Select(c => c.Split('=', 2))
                .Select(c => new Cookie
                {
                    Name = c[0],
                    Value = c[0] == "niaga.lang" ? language : c[1],
                    Url = app.Address,
                })
        );
        var faults = new List<string>();
        foreach (var place in every.Places.Where(p => p.Route is not ("/till" or "/error")))
        {
            await page.GotoAsync(place.Address);
            // A page that sends its reader on is looked at where that ends.
            await page.WaitForFunctionAsync("!document.querySelector('meta[http-equiv=refresh]')");
            faults.AddRange((await page.EvaluateAsync<string[]>(Faults)).Distinct().Take(6).Select(f => $"{place.Route}: {f}"));
        }
        faults.ShouldBeEmpty();
    }

    /// <summary>Names, prices and codes as long as the database lets them be.</summary>
    private async Task Fill(EveryPage every)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        var tenant = every.Shop.Tenant.Value;
        await admin.Run($"SELECT set_config('app.tenant_id', '{tenant}', false)");
        var names = new[] { Word, Phrase, Tamil, Chinese };
        for (var i = 0; i < names.Length; i++)
        {
            await admin.Run(
                $"""
                UPDATE retail.products SET name = '{i}' || left('{names[i]}', 119), sku = '{i}' || repeat('W', 35) || right(sku, 4),
                    price_sen = 9999999999
                WHERE product_id IN (SELECT product_id FROM retail.products ORDER BY track_stock DESC, name_key OFFSET {i * 5} LIMIT 5)
                """
            );
        }
        await admin.Run("SET session_replication_role = replica"); // a sale's lines are written once; only their names are long here
        await admin.Run($"UPDATE retail.sale_lines SET name = left('{Word}', 120), sku = repeat('W', 40), unit_price_sen = 9999999999");
        await admin.Run("SET session_replication_role = origin");
        await admin.Run($"UPDATE retail.categories SET name = left(name_key, 10) || '{Word[..70]}'");
        await admin.Run($"UPDATE platform.businesses SET name = '{Word}' WHERE tenant_id = '{tenant}'");
        await admin.Run($"UPDATE platform.people SET display_name = '{Word}', email_confirmed = false WHERE id = '{every.Person}'");
        await admin.Run($"UPDATE platform.roles SET name = '{Word[..40]}'");
        await admin.Run($"UPDATE platform.api_keys SET name = '{Word[..80]}'");
    }
}
