using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales.Reversals;

/// <summary>Many hands at one sale.</summary>
public sealed class ParallelReversalTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Fifty_refunds_of_one_line_at_once_give_back_exactly_what_was_sold()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Susu", "3.33", stock: 12);
        var sold = (await shop.Sell(item, "12", "cash", "50")).ShouldBeSold();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shop.Client.Refund(sold["id"], (1, "1", true))));
        answers.Count(a => a.Status == 201).ShouldBe(12, string.Join(' ', answers.Select(a => a.Code).Distinct()));
        answers.Where(a => a.Status != 201).ShouldAllBe(a => a.Code == "retail.refunded_more_than_sold");
        (await shop.Level(item)).ShouldBe(12_000);
        (
            await shop.Business.Ask<string>(
                "SELECT min(number) || ' ' || max(number) || ' ' || count(*) || ' ' || sum(total_sen + rounding_sen) FROM retail.reversals"
            )
        ).ShouldBe("1 12 12 3995");
    }

    [Fact]
    public async Task Void_and_refund_at_once_one_wins()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Susu", "4.00", stock: 60);
        for (var round = 0; round < 12; round++)
        {
            var sold = (await shop.Sell(item, "4", "card", "16")).ShouldBeSold();
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 6)
                    .Select(i => i % 2 == 0 ? shop.Client.Void(sold["id"]) : shop.Client.Refund(sold["id"], (1, "4", true)))
            );
            answers.Count(a => a.Status == 201).ShouldBe(1, string.Join(' ', answers.Select(a => $"{a.Status} {a.Code}")));
        }
        (await shop.Level(item)).ShouldBe(60_000);
        (
            await shop.Business.Ask<bool>(
                "SELECT max(number) FILTER (WHERE kind = 'void') + max(number) FILTER (WHERE kind = 'refund') = 12 FROM retail.reversals"
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task Sales_and_refunds_of_the_same_goods_do_not_lock_each_other_out()
    {
        using var shop = await Shop.Open(app);
        var (a, b) = (await shop.Product("Susu", "1", stock: 500), await shop.Product("Roti", "1", stock: 500));
        var sold = new List<Answer>();
        for (var i = 0; i < 20; i++)
            sold.Add((await shop.Sell([(a, "1", null), (b, "1", null)], [("cash", "2")])).ShouldBeSold());
        var answers = await Task.WhenAll(
            sold.Select(s => shop.Client.Refund(s["id"], (2, "1", true), (1, "1", true)))
                .Concat(Enumerable.Range(0, 40).Select(_ => shop.Sell([(b, "1", null), (a, "1", null)], [("cash", "2")])))
        );
        answers.ShouldAllBe(x => x.Status == 201);
        (await shop.Level(a)).ShouldBe(460_000);
        (await shop.Level(b)).ShouldBe(460_000);
    }
}
