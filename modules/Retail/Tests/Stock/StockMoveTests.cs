using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Sales;
using Niaga.Retail.Stock;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Stock;

/// <summary>Stock from one place to another: both halves or none, never what is not there, taken back once.</summary>
public sealed partial class BranchStockTests
{
    [Fact]
    public async Task Stock_moves_both_ways_at_once_and_is_never_more_or_less_for_it()
    {
        using var shop = await Shop.Open(app);
        var (kopi, teh) = (await shop.Product("Kopi", "5", stock: 40), await shop.Product("Teh", "4", stock: 40));
        var (first, second) = await Two(shop);
        (await Receive(shop, kopi, "40", second)).ShouldBeNull();
        (await Receive(shop, teh, "40", second)).ShouldBeNull();

        // Two products each, in either order, with sales between: nobody waits in a ring.
        var moves = Enumerable
            .Range(0, 12)
            .Select(i =>
                i % 2 == 0 ? Move(shop, first, second, (kopi, "2"), (teh, "1")) : Move(shop, second, first, (teh, "1"), (kopi, "2"))
            )
            .ToList();
        var sales = Enumerable.Range(0, 6).Select(i => Sell(shop, i % 2 == 0 ? kopi : teh, "1", i % 3 == 0 ? first : second)).ToList();
        foreach (var moved in await Task.WhenAll(moves))
            moved.Status.ShouldBe(201, moved.Body.ToString());
        (await Task.WhenAll(sales)).ShouldAllBe(s => s.Status == 201);
        (await OnHand(shop, kopi, null)).ShouldBe("77");
        (await OnHand(shop, teh, null)).ShouldBe("77");

        // What is not there does not go, however many ask; of two products neither.
        var left = int.Parse((await OnHand(shop, kopi, first))!, null);
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Move(shop, first, second, (kopi, $"{left - 1}"), (teh, "1"))));
        all.Count(a => a.Status == 201).ShouldBe(1);
        all.Where(a => a.Status != 201).ShouldAllBe(a => a.Code == "retail.not_enough_stock");
        (await OnHand(shop, kopi, first)).ShouldBe("1");
        (await OnHand(shop, kopi, null)).ShouldBe("77");
        (
            await shop.Business.Ask<long>(
                "SELECT count(*) FROM (SELECT source_id, item_id FROM trade.stock_movements WHERE kind = 'moved' "
                    + "GROUP BY 1, 2 HAVING sum(quantity) <> 0 OR count(*) <> 2) AS wrong"
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task A_move_is_refused_by_name_told_in_words_and_taken_back_once()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5", stock: 5);
        using var browser = await shop.Business.Browser();
        (await browser.GetAsync($"/{shop.Business.Slug}/stock/move", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var (first, second) = await Two(shop);

        (await Move(shop, first, first, (kopi, "1"))).ShouldBeRefused("retail.moved_to_itself", 400);
        (await Move(shop, first, Guid.NewGuid(), (kopi, "1"))).ShouldBeRefused("trade.branch_not_found", 404);
        (await Move(shop, first, second)).ShouldBeRefused("retail.lines_invalid", 400);
        (await Move(shop, first, second, (kopi, "0"))).ShouldBeRefused("retail.quantity_not_positive", 400);
        (await Move(shop, first, second, (Guid.NewGuid(), "1"))).ShouldBeRefused("retail.product_not_found", 404);
        (await Move(shop, first, second, (kopi, "3"), (kopi, "3"))).ShouldBeRefused("retail.not_enough_stock", 409);
        (await OnHand(shop, kopi, first)).ShouldBe("5");

        var key = Guid.NewGuid().ToString();
        var once = await Move(shop, first, second, key, (kopi, "3"));
        (await Move(shop, first, second, key, (kopi, "3")))["id"].ShouldBe(once["id"]);
        (await OnHand(shop, kopi, second)).ShouldBe("3");
        var page = await browser.GetStringAsync($"/{shop.Business.Slug}/products/{kopi}", Cancel);
        page.ShouldContain("To Klang");
        page.ShouldContain($"stock?branch={second}");
        (await browser.GetStringAsync($"/{shop.Business.Slug}/settings/audit", Cancel)).ShouldContain("Moved stock");

        // Many take it back at once; it goes back once.
        var transfer = Guid.Parse(once["id"]);
        var back = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Back(shop, transfer, null)));
        back.Count(code => code is null).ShouldBe(1);
        back.Where(code => code is not null).ShouldAllBe(c => c == "retail.transfer_taken_back" || c == "retail.not_enough_stock");
        (await OnHand(shop, kopi, first)).ShouldBe("5");
        (await OnHand(shop, kopi, second)).ShouldBe("0");
        (await Back(shop, Guid.NewGuid(), null)).ShouldBe("retail.transfer_not_found");

        // Who does not see a place moves nothing into it nor out of it.
        foreach (var (from, to) in new[] { (first, second), (second, first) })
        {
            await using var scope = shop.Business.Act();
            scope.ServiceProvider.GetRequiredService<Caller>().LimitTo([second]);
            var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
            var refused = (await MoveStock.Do(runner, new(from, to, [new(kopi, "1")], null), Cancel)).Refusal!;
            (refused.Code, refused.Field).ShouldBe(("trade.branch_not_found", from == first ? "From" : "To"));
        }
        (await Back(shop, transfer, second)).ShouldBe("trade.branch_not_found");
    }

    [Fact]
    public async Task More_than_lies_there_moves_only_when_somebody_says_so()
    {
        using var shop = await Shop.Open(app);
        var (kopi, teh) = (await shop.Product("Kopi", "5", stock: 50), await shop.Product("Teh", "4", stock: 0));
        var (first, second) = await Two(shop, "warn");

        // What was never counted is not warned of; of two lines neither goes.
        var tooMuch = await Move(shop, first, second, (teh, "3"), (kopi, "1000"));
        tooMuch.ShouldBeRefused("retail.more_than_lies_there", 409);
        tooMuch.Body.GetProperty("title").GetString().ShouldBe($"Kopi: only 50 there, at Kedai {shop.Business.Slug}.");
        (await OnHand(shop, kopi, first)).ShouldBe("50");
        (await OnHand(shop, teh, second)).ShouldBe("0");
        (await Move(shop, first, second, (teh, "3"), (kopi, "50"))).Status.ShouldBe(201);

        // The page says so by line, keeps what was typed and moves it by one more choice.
        using var browser = await app.Browser(shop, shop.Business.Owner);
        var page = $"/{shop.Business.Slug}/stock/move";
        var fields = new Dictionary<string, string>
        {
            ["_handler"] = "move",
            ["From"] = $"{second}",
            ["To"] = $"{first}",
            ["Lines[0].Code"] = "",
            ["Lines[0].Quantity"] = "",
            ["Lines[1].Code"] = "Kopi",
            ["Lines[1].Quantity"] = "60",
        };
        (await browser.GetStringAsync(page, Cancel)).ShouldNotContain("Move anyway");
        using var warned = await browser.PostAsync(page, new FormUrlEncodedContent(fields), Cancel);
        var shown = WebUtility.HtmlDecode(await warned.Content.ReadAsStringAsync(Cancel));
        shown.ShouldContain("Kopi: only 50 there, at Klang.");
        shown.ShouldContain("value=\"anyway\"");
        shown.ShouldContain("value=\"60\"");
        (await OnHand(shop, kopi, second)).ShouldBe("50");
        fields["Act"] = "anyway";
        using var moved = await browser.PostAsync(page, new FormUrlEncodedContent(fields), Cancel);
        (await OnHand(shop, kopi, second)).ShouldBe("-10");
        (await OnHand(shop, kopi, first)).ShouldBe("60");
        (await Move(shop, second, first, allowShort: true, (kopi, "5"))).Status.ShouldBe(201);
        (await OnHand(shop, kopi, second)).ShouldBe("-15");

        // At once: what is there goes once, whoever asks.
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Move(shop, first, second, (kopi, "40"))));
        all.Count(a => a.Status == 201).ShouldBe(1);
        (await OnHand(shop, kopi, first)).ShouldBe("25");
    }

    [Fact]
    public async Task The_database_takes_no_half_of_a_move()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5", stock: 9);
        var (first, second) = await Two(shop);
        string[] halves =
        [
            $"'{first}', '{second}', -1000, 'moved', 'x', uuidv7()",
            $"'{second}', '{first}', 1000, 'moved', 'x', uuidv7()",
            $"'{first}', NULL, -1000, 'moved', 'x', uuidv7()",
            $"'{first}', '{first}', -1000, 'moved', 'x', uuidv7()",
            $"'{first}', '{second}', -1000, 'moved', NULL, NULL",
            $"'{first}', '{second}', 1000, 'received', NULL, NULL",
        ];
        // At once, so that no half finds its other in another transaction.
        var document = Guid.NewGuid();
        var attempts = halves
            .Append($"'{first}', '{second}', -1000, 'moved', 'x', '{document}'")
            .Append($"'{second}', '{first}', 1000, 'moved', 'x', '{document}'")
            .Select(async half =>
                await Should.ThrowAsync<PostgresException>(
                    shop.Business.Ask<long>(
                        "INSERT INTO trade.stock_movements (tenant_id, movement_id, item_id, location_id, other_location_id, quantity, "
                            + $"kind, source, source_id, at) SELECT tenant_id, uuidv7(), '{kopi}', x.*, now() FROM platform.businesses, "
                            + $"(SELECT {Cast(half)}) AS x RETURNING 1::bigint"
                    )
                )
            );
        foreach (var refused in await Task.WhenAll(attempts))
            refused.SqlState.ShouldBe(PostgresErrorCodes.CheckViolation, refused.Message);
        (await OnHand(shop, kopi, null)).ShouldBe("9");

        static string Cast(string half)
        {
            var v = half.Split(", ");
            return $"{v[0]}::uuid, {v[1]}::uuid, {v[2]}::bigint, {v[3]}, {v[4]}::text, {v[5]}::uuid";
        }
    }

    private static Task<Answer> Move(Shop shop, Guid from, Guid to, params (Guid Product, string Quantity)[] lines) =>
        Move(shop, from, to, null, lines);

    private static Task<Answer> Move(Shop shop, Guid from, Guid to, string? key, params (Guid Product, string Quantity)[] lines) =>
        Move(shop, from, to, key, allowShort: false, lines);

    private static Task<Answer> Move(Shop shop, Guid from, Guid to, bool allowShort, params (Guid Product, string Quantity)[] lines) =>
        Move(shop, from, to, null, allowShort, lines);

    private static async Task<Answer> Move(
        Shop shop,
        Guid from,
        Guid to,
        string? key,
        bool allowShort,
        (Guid Product, string Quantity)[] lines
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/stock/transfers")
        {
            Content = JsonContent.Create(
                new
                {
                    fromBranchId = from,
                    toBranchId = to,
                    lines = lines.Select(l => new { productId = l.Product, quantity = l.Quantity }),
                    note = "Van",
                    allowShort,
                }
            ),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await shop.Client.SendAsync(request, Cancel);
        return new((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }

    private static async Task<string?> Back(Shop shop, Guid transfer, Guid? limited)
    {
        await using var scope = shop.Business.Act();
        if (limited is { } place)
            scope.ServiceProvider.GetRequiredService<Caller>().LimitTo([place]);
        var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
        return (await MoveStockBack.Do(runner, transfer, Cancel)).Refusal?.Code;
    }
}
