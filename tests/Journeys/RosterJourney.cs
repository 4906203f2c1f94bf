using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Journeys;

/// <summary>The week is planned by dragging and by keys; what is refused, or cannot be sent, stands where it stood before.</summary>
public sealed class RosterJourney(NiagaApp app, Browser browser) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Shifts_are_dragged_resized_undone_moved_by_keys_and_printed()
    {
        var (shop, other, mine) = await Planned();
        var page = await browser.Open(app.Address);
        await page.BeSignedIn(app, shop, "en");
        await page.GotoAsync($"/{shop.Slug}/roster?day=2031-03-03");
        var chip = page.Locator($".cal-week [data-event='{mine}']");
        ILocator Cell(object who, string day) => page.Locator($".cal-week td[data-resource='{who}'][data-day='{day}']");
        Task Stands(object who, string day) => Assertions.Expect(Cell(who, day).Locator($"[data-event='{mine}']")).ToBeVisibleAsync();
        var toast = page.Locator(".toast-note");
        (await page.Violations()).ShouldBeEmpty();

        // To another person and day, and back by the toast.
        await Drag(page, chip, Cell(other, "2031-03-05"));
        await Assertions.Expect(toast).ToContainTextAsync("Moved");
        await Stands(other, "2031-03-05");
        await toast.Locator("[data-undo]").ClickAsync();
        await Stands(shop.Owner, "2031-03-03");
        await Assertions.Expect(toast).ToContainTextAsync("Put back");

        // Where the other works already: said why, and nothing moved.
        await Drag(page, chip, Cell(other, "2031-03-04"));
        await Assertions.Expect(toast).ToContainTextAsync("There is a shift of");
        await Stands(shop.Owner, "2031-03-03");

        // Without a network, too.
        await page.RouteAsync("**/time", route => route.AbortAsync());
        await Drag(page, chip, Cell(shop.Owner, "2031-03-06"));
        await Assertions.Expect(toast).ToContainTextAsync("No connection");
        await Stands(shop.Owner, "2031-03-03");
        await page.UnrouteAsync("**/time");

        // By keys: a day later, and the focus goes along.
        await chip.FocusAsync();
        await page.Keyboard.PressAsync("Alt+ArrowRight");
        await Stands(shop.Owner, "2031-03-04");
        await Assertions.Expect(chip).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(chip).Not.ToBeFocusedAsync();

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator(".cal-bar")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".cal-week")).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });

        // The hours of a day: an edge pulled down by an hour, and empty time drawn into.
        await page.GotoAsync($"/{shop.Slug}/roster?view=day&day=2031-03-04");
        (await page.Violations()).ShouldBeEmpty();
        var block = page.Locator($".is-laid [data-event='{mine}']");
        await Assertions.Expect(block).ToHaveAttributeAsync("data-to", "1020");
        await block.Locator(".is-end").ScrollIntoViewIfNeededAsync();
        var hour = (await page.Locator(".cal-track").First.BoundingBoxAsync())!.Height / 24;
        var edge = (await block.Locator(".is-end").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(edge.X + 20, edge.Y + 4);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(edge.X + 20, edge.Y + 4 + (float)hour, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(block).ToHaveAttributeAsync("data-to", "1080");
        // What is drawn at once is drawn anew with the answer.
        await Assertions.Expect(toast).ToContainTextAsync("Moved");

        await block.FocusAsync();
        await page.Keyboard.PressAsync("n");
        await page.WaitForURLAsync("**/roster/new?*");
        (await page.Field("PersonId").InputValueAsync()).ShouldBe(shop.Owner.ToString());
        await page.Field("From").FillAsync("20:00");
        await page.Field("To").FillAsync("00:30");
        await page.Locator(".save-bar button").ClickAsync();
        await page.WaitForURLAsync("**/roster?day=2031-03-04");
        (await shop.Ask<long>("SELECT count(*) FROM trade.work_shifts WHERE ends_at = '2031-03-05 00:30+08'")).ShouldBe(1);
    }

    [Fact]
    public async Task On_a_phone_the_week_is_a_list_of_days()
    {
        var (shop, _, mine) = await Planned();
        var page = await browser.Open(app.Address, 360, dark: true, language: "ms-MY");
        await page.BeSignedIn(app, shop, "ms");
        foreach (var view in (string[])["week", "day"])
        {
            await page.GotoAsync($"/{shop.Slug}/roster?view={view}&day=2031-03-03");
            (await page.Violations()).ShouldBeEmpty(view);
            (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth")).ShouldBe(0, view);
        }
        await page.GotoAsync($"/{shop.Slug}/roster?day=2031-03-03");
        await Assertions.Expect(page.Locator(".cal-week")).ToBeHiddenAsync();
        await page.Locator($".cal-list [data-event='{mine}']").ClickAsync();
        await page.WaitForURLAsync($"**/roster/{mine}");
    }

    /// <summary>A shop of two, with a shift of the owner on Monday and one of the other on Tuesday.</summary>
    private async Task<(TestBusiness Shop, Guid Other, Guid Mine)> Planned()
    {
        var (shop, second) = (await app.SignUp(), await app.SignUp());
        var other = second.Owner.Value;
        await shop.Ask<Guid>(
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{shop.Tenant}', '{other}', 'staff', now()) RETURNING person_id
            """
        );
        // Below the owner, whom the test signed up under another name.
        await shop.Ask<Guid>($"UPDATE platform.people SET display_name = 'Zulkifli' WHERE id = '{other}' RETURNING id");
        using var client = await shop.Client();
        var mine = await Add(client, shop.Owner.Value, "2031-03-03");
        await Add(client, other, "2031-03-04");
        return (shop, other, mine);
    }

    private static async Task<Guid> Add(HttpClient client, Guid person, string day)
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/work-shifts",
            new
            {
                personId = person,
                startsAt = $"{day}T09:00:00+08:00",
                endsAt = $"{day}T17:00:00+08:00",
            }
        );
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task Drag(IPage page, ILocator what, ILocator where)
    {
        var (from, to) = ((await what.BoundingBoxAsync())!, (await where.BoundingBoxAsync())!);
        await page.Mouse.MoveAsync(from.X + 20, from.Y + 10);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(to.X + (to.Width / 2), to.Y + (to.Height / 2), new() { Steps = 5 });
        await page.Mouse.UpAsync();
    }
}
