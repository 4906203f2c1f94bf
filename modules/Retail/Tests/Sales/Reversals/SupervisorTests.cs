using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Attempts;
using Niaga.Identity.Members;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales.Reversals;

/// <summary>A cashier may not void or refund alone; a supervisor agrees on the spot by their PIN.</summary>
public sealed class SupervisorTests(VoidAndRefundTests.Clocked app) : IClassFixture<VoidAndRefundTests.Clocked>
{
    private const string Pin = "471193";

    // How Data Protection's texts begin.
    private const string Encrypted = "CfDJ8";

    [Fact]
    public async Task Only_with_the_pin_of_somebody_who_may()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Susu", "5.00");
        var sold = (await shop.Sell(item, "2", "cash", "10")).ShouldBeSold();
        await SetPin(shop, shop.Business.Owner);
        var (staff, other) = await app.Member(shop, "staff");
        await SetPin(shop, other);
        var (cashier, cashierId) = await app.Member(shop, "retail.cashier");
        using (staff)
        using (cashier)
        {
            (await cashier.Void(sold["id"])).ShouldBeRefused("retail.needs_supervisor", 403);
            (await cashier.Refund(sold["id"], (1, "1", true))).ShouldBeRefused("retail.needs_supervisor", 403);
            (await Refund(cashier, sold["id"], shop.Business.Owner, "471194")).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
            // A PIN of somebody who may not either, and one's own, are worth nothing.
            (await Refund(cashier, sold["id"], other, Pin)).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
            (await Refund(staff, sold["id"], other, Pin)).ShouldBeRefused("platform.supervisor_pin_wrong", 403);

            var made = (await Refund(cashier, sold["id"], shop.Business.Owner, Pin)).ShouldBeSold();
            var read = await shop.Client.Get($"api/v1/sales/reversals/{made["id"]}");
            read.GetProperty("personId").GetGuid().ShouldBe(cashierId.Value);
            read.GetProperty("approvedById").GetGuid().ShouldBe(shop.Business.Owner.Value);
            (
                await shop.Business.Ask<string>(
                    "SELECT after::jsonb->>'approvedBy' FROM platform.audit_entries WHERE action = 'retail.sale_refunded'"
                )
            ).ShouldBe(shop.Business.Owner.ToString());
        }
    }

    [Fact]
    public async Task Five_wrong_ones_in_a_row_lock_it_for_a_quarter_of_an_hour_and_every_one_is_in_the_log()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Susu", "5.00");
        var sold = (await shop.Sell(item, "9", "cash", "45")).ShouldBeSold();
        await SetPin(shop, shop.Business.Owner);
        var (cashier, _) = await app.Member(shop, "retail.cashier");
        using (cashier)
        {
            // All at once: none slips past the count.
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 20).Select(i => Refund(cashier, sold["id"], shop.Business.Owner, $"9{i:00}75"))
            );
            answers.Count(a => a.Code == "platform.supervisor_pin_wrong").ShouldBe(4);
            answers.Count(a => a.Code == "platform.supervisor_pin_locked").ShouldBe(16);
            (await Refund(cashier, sold["id"], shop.Business.Owner, Pin)).ShouldBeRefused("platform.supervisor_pin_locked", 429);
            (await Logged(shop, "platform.supervisor_pin_failed")).ShouldBe(5);
            (await Logged(shop, "platform.supervisor_pin_locked")).ShouldBe(1);

            app.Clock.Pass(TimeSpan.FromMinutes(16));
            (await Refund(cashier, sold["id"], shop.Business.Owner, Pin)).ShouldBeSold();
            // A right one in between starts the count anew.
            for (var round = 0; round < 2; round++)
            {
                for (var i = 0; i < 4; i++)
                    (await Refund(cashier, sold["id"], shop.Business.Owner, "90909")).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
                (await Refund(cashier, sold["id"], shop.Business.Owner, Pin)).ShouldBeSold();
            }
        }
    }

    [Fact]
    public async Task A_code_scanned_into_the_field_is_wrong_but_no_try()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Susu", "5.00");
        var sold = (await shop.Sell(item, "1", "cash", "5")).ShouldBeSold();
        await SetPin(shop, shop.Business.Owner);
        var (cashier, _) = await app.Member(shop, "retail.cashier");
        using (cashier)
        {
            for (var i = 0; i < 6; i++)
            {
                (await Refund(cashier, sold["id"], shop.Business.Owner, "9556001234567")).ShouldBeRefused(
                    "platform.supervisor_pin_wrong",
                    403
                );
            }
            (await Logged(shop, "platform.supervisor_pin_failed")).ShouldBe(0);
            (await Refund(cashier, sold["id"], shop.Business.Owner, Pin)).ShouldBeSold();
        }
    }

    [Fact]
    public async Task A_pin_ends_with_the_membership_and_with_its_removal()
    {
        using var shop = await Shop.Open(app);
        var item = await shop.Product("Susu", "5.00");
        var sold = (await shop.Sell(item, "9", "cash", "45")).ShouldBeSold();
        var (manager, managerId) = await app.Member(shop, "manager");
        var (cashier, _) = await app.Member(shop, "retail.cashier");
        using (manager)
        using (cashier)
        {
            await SetPin(shop, managerId);
            (await Refund(cashier, sold["id"], managerId, Pin)).ShouldBeSold();
            await shop.Business.Ask<long>(
                $"""
                WITH w AS (UPDATE platform.memberships SET status = 'suspended' WHERE person_id = '{managerId}' RETURNING 1)
                SELECT count(*) FROM w
                """
            );
            (await Refund(cashier, sold["id"], managerId, Pin)).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
            await SetPin(shop, shop.Business.Owner);
            await using var scope = shop.Business.Act();
            (
                await RemoveSupervisorPin.Do(
                    scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                    new(),
                    TestContext.Current.CancellationToken
                )
            ).Refusal.ShouldBeNull();
            (await Refund(cashier, sold["id"], shop.Business.Owner, Pin)).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
        }
    }

    [Theory]
    [InlineData("123", "platform.supervisor_pin_shape")]
    [InlineData("123456789", "platform.supervisor_pin_shape")]
    [InlineData("12a4", "platform.supervisor_pin_shape")]
    [InlineData("٣٤٧١", "platform.supervisor_pin_shape")]
    [InlineData("1234", "platform.supervisor_pin_obvious")]
    [InlineData("87654321", "platform.supervisor_pin_obvious")]
    [InlineData("0000", "platform.supervisor_pin_obvious")]
    [InlineData("", "platform.required")]
    public async Task A_pin_is_four_to_eight_digits_that_nobody_tries_first(string pin, string code)
    {
        using var shop = await Shop.Open(app);
        (await Set(shop, shop.Business.Owner, pin)).Refusal!.Code.ShouldBe(code);
        (await Set(shop, shop.Business.Owner, "471193", "471192")).Refusal!.Code.ShouldBe("platform.supervisor_pins_differ");
    }

    [Fact]
    public async Task The_page_of_ones_pin_asks_who_one_is()
    {
        using var shop = await Shop.Open(app);
        await SetPin(shop, shop.Business.Owner);
        using var browser = await app.Browser(shop, shop.Business.Owner);
        using var page = await browser.GetAsync("my-pin", TestContext.Current.CancellationToken);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        app.Clock.Pass(TimeSpan.FromHours(1));
        using var later = await browser.GetAsync("my-pin", TestContext.Current.CancellationToken);
        later.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    /// <summary>A hash of so few digits is found by trying them all, however slow it is.</summary>
    [Fact]
    public async Task A_pin_cannot_be_tried_out_with_the_database_alone_and_one_kept_earlier_is_encrypted_when_next_used()
    {
        using var shop = await Shop.Open(app);
        var owner = shop.Business.Owner;
        var item = await shop.Product("Susu", "5.00");
        var sold = (await shop.Sell(item, "3", "cash", "15")).ShouldBeSold();
        await SetPin(shop, owner);
        (await Kept(shop)).ShouldStartWith(Encrypted);
        var (cashier, _) = await app.Member(shop, "retail.cashier");
        using (cashier)
        {
            var earlier = new PasswordHasher<Person>().HashPassword(NobodysPassword.Nobody, Pin);
            await shop.Business.Ask<long>(
                $"WITH u AS (UPDATE platform.supervisor_pins SET pin_hash = '{earlier}' RETURNING 1) SELECT count(*) FROM u"
            );
            (await Refund(cashier, sold["id"], owner, "471194")).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
            (await Kept(shop)).ShouldBe(earlier);
            (await Refund(cashier, sold["id"], owner, Pin)).ShouldBeSold();
            (await Kept(shop)).ShouldStartWith(Encrypted);
            (await Refund(cashier, sold["id"], owner, Pin)).ShouldBeSold();

            // Another member's encrypted PIN in one's own row opens nothing.
            var (manager, managerId) = await app.Member(shop, "manager");
            manager.Dispose();
            await SetPin(shop, managerId);
            await shop.Business.Ask<long>(
                $"""
                WITH u AS (UPDATE platform.supervisor_pins SET pin_hash =
                (SELECT pin_hash FROM platform.supervisor_pins WHERE person_id = '{managerId}') RETURNING 1) SELECT count(*) FROM u
                """
            );
            (await Refund(cashier, sold["id"], owner, Pin)).ShouldBeRefused("platform.supervisor_pin_wrong", 403);
            (await Refund(cashier, sold["id"], managerId, Pin)).ShouldBeSold();
        }
    }

    private static Task<string> Kept(Shop shop) =>
        shop.Business.Ask<string>($"SELECT pin_hash FROM platform.supervisor_pins WHERE person_id = '{shop.Business.Owner}'");

    private static Task<Answer> Refund(HttpClient client, string sale, PersonId supervisor, string pin) =>
        client.Post(
            $"api/v1/sales/{sale}/refunds",
            ReversalCalls.Body([(1, "1", true)], new { supervisorId = supervisor.Value, pin }),
            null
        );

    private static Task<long> Logged(Shop shop, string action) =>
        shop.Business.Ask<long>($"SELECT count(*) FROM platform.audit_entries WHERE action = '{action}'");

    private async Task SetPin(Shop shop, PersonId person) => (await Set(shop, person, Pin)).Refusal.ShouldBeNull();

    private async Task<Outcome<Done>> Set(Shop shop, PersonId person, string pin, string? again = null)
    {
        await using var scope = shop.Business.Act();
        scope.ServiceProvider.GetRequiredService<Caller>().Identify(person, ["platform.workspace.open"]);
        return await SetSupervisorPin.Do(
            scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
            new(pin, again ?? pin),
            TestContext.Current.CancellationToken
        );
    }
}
