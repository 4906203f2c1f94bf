using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Values;
using Niaga.Retail.Sales;
using Niaga.Retail.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales.Reversals;

/// <summary>The sums of refunds: over real sales of awkward amounts, in pieces of any size.</summary>
public sealed class SaleBalanceTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0.01", "3", "cash")]
    [InlineData("1.02", "2", "cash")]
    [InlineData("3.33", "7", "card")]
    [InlineData("10.03", "1.5", "cash")]
    [InlineData("0.03", "10", "mixed")]
    [InlineData("99.99", "13", "mixed")]
    [InlineData("0.05", "0.125", "e-wallet")]
    public async Task Refunds_of_everything_in_pieces_come_to_the_sale_exactly(string price, string quantity, string paid)
    {
        using var shop = await Shop.Open(app);
        var taxed = await shop.Product("Barang bercukai", price, taxCode: "service");
        var plain = await shop.Product("Barang", "7.77");
        var (first, second) = (Quantity.Parse(quantity), Quantity.FromUnits(3));
        var total = Money.Parse(price) * first + Money.Parse("7.77") * second;
        (string, string)[] payments = paid switch
        {
            "cash" => [("cash", "100000")],
            "mixed" => [("card", "5.01"), ("e-wallet", "3.00"), ("cash", "100000")],
            _ => [(paid, total.ToDecimalString())],
        };
        var sold = (await shop.Sell([(taxed, quantity, null), (plain, "3", null)], payments)).ShouldBeSold();

        // Uneven pieces, of both lines in turn, until nothing is left.
        var random = new Random(7);
        var left = new Dictionary<int, Quantity> { [1] = first, [2] = second };
        while (left.Values.Any(q => !q.IsZero))
        {
            var line = left.Where(l => !l.Value.IsZero).OrderBy(_ => random.Next()).First().Key;
            var piece = new Quantity(Math.Min(left[line].Thousandths, random.NextInt64(1, left[line].Thousandths * 2)));
            var answer = await shop.Client.Refund(sold["id"], (line, piece.ToString(), true));
            // Pieces worth nothing are no refund; the rest of a line always is.
            if (answer.Code == "retail.refund_too_slight" && piece != left[line])
                continue;
            answer.ShouldBeSold();
            left[line] -= piece;
        }
        (await shop.Client.Get($"api/v1/sales/{sold["id"]}")).GetProperty("status").GetString().ShouldBe("refunded");
        (
            await shop.Business.Ask<string>(
                """
                SELECT string_agg(x, ' ') FROM (
                    SELECT (SELECT sum(total_sen) = (SELECT total_sen FROM retail.sales)
                        AND sum(tax_sen) = (SELECT tax_sen FROM retail.sales)
                        AND sum(rounding_sen) = (SELECT rounding_sen FROM retail.sales) FROM retail.reversals)::text AS x
                    UNION ALL
                    SELECT (p.amount_sen = coalesce((SELECT sum(b.amount_sen) FROM retail.reversal_payments b
                        WHERE b.payment = p.payment), 0))::text
                    FROM retail.sale_payments p) s
                """
            )
        ).Split(' ').ShouldAllBe(t => t == "true");
    }

    [Fact]
    public async Task A_card_gets_back_what_it_paid_and_cash_the_rest_rounded_over_all_refunds_together()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Kopi", "5.01");
        // 20.04: 10.00 by card, 10.04 in cash, rounded to 10.05.
        var sold = (await shop.Sell([(item, "4", null)], [("card", "10"), ("cash", "20")])).ShouldBeSold();
        (await Back("1")).ShouldBe("card 5.01 | 5.01 0.00");
        (await Back("1")).ShouldBe("card 4.99 | 4.99 -0.02");
        (await Back("1")).ShouldBe("cash 5.05 | 5.05 0.04");
        (await Back("1")).ShouldBe("cash 5.00 | 5.00 -0.01");

        async Task<string> Back(string quantity)
        {
            var body = (await shop.Client.Refund(sold["id"], (1, quantity, true))).ShouldBeSold().Body;
            var ways = body.GetProperty("payments")
                .EnumerateArray()
                .Select(p => $"{p.GetProperty("method").GetString()} {p.GetProperty("amount").GetString()}");
            return $"{string.Join(", ", ways)} | {body.GetProperty("due").GetString()} {body.GetProperty("rounding").GetString()}";
        }
    }

    [Fact]
    public async Task Tax_of_a_piece_never_exceeds_the_piece()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Gula-gula", "0.15", taxCode: "sales-10");
        var sold = (await shop.Sell(item, "4", "card", "0.60")).ShouldBeSold();
        await using var scope = shop.Business.Act();
        var sale = (await scope.ServiceProvider.GetRequiredService<SalesQuery>().Find(Guid.Parse(sold["id"]), Cancel))!;
        // Forty pieces of a tenth each: tax and total both fall on single sen.
        for (var i = 0; i < 40; i++)
            (await shop.Client.Refund(sold["id"], (1, "0.1", false))).ShouldBeSold();
        (await shop.Client.Refund(sold["id"], (1, "0.001", false))).ShouldBeRefused("retail.refunded_more_than_sold", 409);
        sale.Tax.ShouldBe(new(5));
    }
}
