using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Members;
using Niaga.Platform.Callers;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Stock;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Niaga.Trade.Stock;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Stock;

/// <summary>A supervisor agrees at the till, by their PIN, that more is sold than there is.</summary>
public sealed class BelowZeroApprovalTests(VoidAndRefundTests.Clocked app) : IClassFixture<VoidAndRefundTests.Clocked>
{
    private const string Pin = "471193";

    [Fact]
    public async Task A_cashier_sells_it_with_the_pin_of_somebody_who_may_and_who_agreed_is_kept()
    {
        using var shop = await Shop.Open(app);
        var item = await Ready(shop);
        var (staff, other) = await app.Member(shop, "staff");
        await SetPin(shop, other);
        var (cashier, cashierId) = await app.Member(shop, "retail.cashier");
        using (staff)
        using (cashier)
        {
            (await Sell(cashier, item, null)).ShouldBeRefused("retail.below_zero_needs_supervisor", 409);
            (await Sell(cashier, item, new { supervisorId = shop.Business.Owner.Value })).ShouldBeRefused("retail.needs_supervisor", 403);
            (await Sell(cashier, item, By(shop.Business.Owner, "471194"))).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
            // A PIN of somebody who may not either, and one's own, are worth nothing.
            (await Sell(cashier, item, By(other, Pin))).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
            (await Sell(staff, item, By(other, Pin))).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
            (await shop.Sales()).ShouldBe(1);

            var sold = (await Sell(cashier, item, By(shop.Business.Owner, Pin))).ShouldBeSold();
            var read = await shop.Client.Get($"api/v1/sales/{sold["id"]}");
            read.GetProperty("cashierId").GetGuid().ShouldBe(cashierId.Value);
            read.GetProperty("approvedById").GetGuid().ShouldBe(shop.Business.Owner.Value);
            (await Audited(shop)).ShouldBe(shop.Business.Owner.ToString());
            (await shop.Level(item)).ShouldBe(-1_000);
        }
    }

    [Fact]
    public async Task Whoever_may_themself_needs_no_pin_and_a_word_nobody_needed_is_not_kept()
    {
        using var shop = await Shop.Open(app);
        var item = await Ready(shop);
        var enough = await shop.Product("Roti", "5", stock: 9);
        var (manager, _) = await app.Member(shop, "manager");
        var (cashier, _) = await app.Member(shop, "retail.cashier");
        using (manager)
        using (cashier)
        {
            var sold = (await Sell(manager, item, null)).ShouldBeSold();
            (await shop.Client.Get($"api/v1/sales/{sold["id"]}")).GetProperty("approvedById").ValueKind.ShouldBe(JsonValueKind.Null);
            sold = (await Sell(cashier, enough, By(shop.Business.Owner, Pin))).ShouldBeSold();
            (await shop.Client.Get($"api/v1/sales/{sold["id"]}")).GetProperty("approvedById").ValueKind.ShouldBe(JsonValueKind.Null);
            (await Audited(shop)).ShouldBe("nobody");
        }
    }

    [Fact]
    public async Task No_pin_helps_where_the_business_refuses()
    {
        using var shop = await Shop.Open(app);
        var item = await Ready(shop);
        await BelowZeroTests.Choose(shop, BelowZeroRule.Refuse);
        var (cashier, _) = await app.Member(shop, "retail.cashier");
        using (cashier)
            (await Sell(cashier, item, By(shop.Business.Owner, Pin))).ShouldBeRefused("retail.not_enough_stock", 409);
    }

    [Fact]
    public async Task Wrong_pins_at_the_till_count_towards_the_one_lock_however_many_come_at_once()
    {
        using var shop = await Shop.Open(app);
        var item = await Ready(shop);
        var (cashier, _) = await app.Member(shop, "retail.cashier");
        using (cashier)
        {
            // Sales and looks at a sale, all at once: none slips past the count.
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 20)
                    .Select(i =>
                        i % 2 == 0
                            ? Sell(cashier, item, By(shop.Business.Owner, $"9{i:00}75"))
                            : Check(cashier, item, By(shop.Business.Owner, $"9{i:00}75"))
                    )
            );
            answers.Count(a => a.Code == "platform.supervisor_pin_wrong").ShouldBe(4);
            answers.Count(a => a.Code == "platform.supervisor_pin_locked").ShouldBe(16);
            (await Sell(cashier, item, By(shop.Business.Owner, Pin))).ShouldBeRefused("platform.supervisor_pin_locked", 429);
            (
                await shop.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.supervisor_pin_failed'")
            ).ShouldBe(5);
            (await shop.Sales()).ShouldBe(1);

            app.Clock.Pass(TimeSpan.FromMinutes(16));
            (await Sell(cashier, item, By(shop.Business.Owner, Pin))).ShouldBeSold();
        }
    }

    [Fact]
    public async Task A_sale_refused_by_a_lock_says_when_to_come_back_and_the_same_request_is_then_tried_anew()
    {
        using var shop = await Shop.Open(app);
        var item = await Ready(shop);
        var (cashier, _) = await app.Member(shop, "retail.cashier");
        using (cashier)
        {
            for (var i = 0; i < 5; i++)
                await Check(cashier, item, By(shop.Business.Owner, "90909"));
            app.Clock.Pass(TimeSpan.FromMinutes(5));
            using var sale = new HttpRequestMessage(HttpMethod.Post, "api/v1/sales")
            {
                Content = JsonContent.Create(Sale(item, By(shop.Business.Owner, Pin))),
            };
            sale.Headers.Add("Idempotency-Key", "one sale");
            using var refused = await cashier.SendAsync(sale, TestContext.Current.CancellationToken);
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
            (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("10 min;");

            app.Clock.Pass(refused.Headers.RetryAfter.Delta.Value);
            (await cashier.Post("api/v1/sales", Sale(item, By(shop.Business.Owner, Pin)), "one sale")).ShouldBeSold();
            (await cashier.Post("api/v1/sales", Sale(item, By(shop.Business.Owner, Pin)), "one sale")).ShouldBeSold();
            (await shop.Sales()).ShouldBe(2);
        }
    }

    [Fact]
    public async Task The_check_says_whom_to_ask_and_takes_their_word_before_the_money_is_counted()
    {
        using var shop = await Shop.Open(app);
        var item = await Ready(shop);
        var (cashier, _) = await app.Member(shop, "retail.cashier");
        using (cashier)
        {
            var asked = await Check(cashier, item, null);
            asked.Body.GetProperty("refusals")[0].GetProperty("code").GetString().ShouldBe("retail.below_zero_needs_supervisor");
            asked.Body.GetProperty("supervisors")[0].GetProperty("id").GetGuid().ShouldBe(shop.Business.Owner.Value);
            (await Check(cashier, item, By(shop.Business.Owner, "90909"))).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
            var agreed = await Check(cashier, item, By(shop.Business.Owner, Pin));
            agreed.Body.GetProperty("refusals").GetArrayLength().ShouldBe(0);
            agreed.Body.GetProperty("warnings").GetArrayLength().ShouldBe(1);
            agreed.Body.GetProperty("supervisors").GetArrayLength().ShouldBe(0);
        }
    }

    /// <summary>A product of which nothing is left, in a shop that asks a supervisor; its owner has a PIN.</summary>
    private static async Task<Guid> Ready(Shop shop)
    {
        await BelowZeroTests.Choose(shop, BelowZeroRule.Supervisor);
        await SetPin(shop, shop.Business.Owner);
        var item = await shop.Product("Susu", "5", stock: 1);
        (await shop.Sell(item, "1", "cash", "5")).ShouldBeSold();
        return item;
    }

    private static object By(PersonId supervisor, string pin) => new { supervisorId = supervisor.Value, pin };

    private static Task<Answer> Sell(HttpClient client, Guid item, object? approval) =>
        client.Post("api/v1/sales", Sale(item, approval), null);

    private static object Sale(Guid item, object? approval) =>
        new
        {
            lines = new[] { new { productId = item, quantity = "1" } },
            payments = new[] { new { method = "cash", amount = "5" } },
            approval,
        };

    private static Task<Answer> Check(HttpClient client, Guid item, object? approval) =>
        client.Post("api/v1/sales/check", new { lines = new[] { new { productId = item, quantity = "1" } }, approval }, null);

    private static Task<string> Audited(Shop shop) =>
        shop.Business.Ask<string>(
            "SELECT coalesce(max(after::jsonb->>'approvedBy'), 'nobody') FROM platform.audit_entries WHERE action = 'retail.sale_completed'"
        );

    private static async Task SetPin(Shop shop, PersonId person)
    {
        await using var scope = shop.Business.Act();
        scope.ServiceProvider.GetRequiredService<Caller>().Identify(person, ["platform.workspace.open"]);
        (
            await SetSupervisorPin.Do(
                scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                new(Pin, Pin),
                TestContext.Current.CancellationToken
            )
        ).Refusal.ShouldBeNull();
    }
}
