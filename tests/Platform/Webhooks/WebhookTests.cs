using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Niaga.Identity.Webhooks;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Webhooks;

/// <summary>What happens is told once it is committed, signed, again after a failure, and to nobody who may not know.</summary>
public sealed class WebhookTests(WebhookApp app) : IClassFixture<WebhookApp>
{
    [Fact]
    public void Signatures_are_those_of_standard_webhooks()
    {
        // The vector of the reference libraries (github.com/standard-webhooks), which openssl confirms.
        WebhookSecrets
            .Sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                """{"test": 2432232314}""",
                ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
            )
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Fact]
    public async Task A_business_is_told_what_happened_in_it_signed_and_without_costs_and_nothing_of_another()
    {
        using var shop = await HookedShop.Of(app);
        using var other = await HookedShop.Of(app);
        var (path, otherPath) = (WebhookReceiver.NewPath(), WebhookReceiver.NewPath());
        var (hook, secret) = await shop.Hook(path, "retail.product_created", "retail.product_changed", "retail.sale_recorded");
        await other.Hook(otherPath, "retail.product_created");

        var product = await shop.AddProduct("Milo");
        using (var refused = await shop.Client.PostAsJsonAsync("/api/v1/products", new { name = "", price = "1.00" }))
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using (var cost = await shop.Client.PatchAsJsonAsync($"/api/v1/products/{product}", new { cost = "3.99" }))
            cost.IsSuccessStatusCode.ShouldBeTrue();
        using (
            var sale = await shop.Client.PostAsJsonAsync(
                "/api/v1/sales",
                new
                {
                    lines = new[] { new { productId = product, quantity = "2" } },
                    payments = new[] { new { method = "cash", amount = "10.00" } },
                }
            )
        )
            sale.IsSuccessStatusCode.ShouldBeTrue(await sale.Content.ReadAsStringAsync());
        await Until.True(() => app.Receiver.At(path).Length == 2, "the product and the sale are told");

        var told = app.Receiver.At(path).ToDictionary(a => JsonNode.Parse(a.Body)!["type"]!.ToString());
        told.Keys.ShouldBe(["retail.product_created", "retail.sale_recorded"], ignoreOrder: true, "a refused act and a cost tell nothing");
        foreach (var one in told.Values)
        {
            one.Signature.ShouldBe(Sign(one, secret));
            one.Body.ShouldNotContain("3.21");
            one.Body.ShouldNotContain("cost", Case.Insensitive);
            DateTimeOffset
                .Parse(JsonNode.Parse(one.Body)!["timestamp"]!.ToString())
                .ShouldBe(app.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
        }
        JsonNode.Parse(told["retail.product_created"].Body)!["data"]!["id"]!.ToString().ShouldBe(product);
        var data = JsonNode.Parse(told["retail.sale_recorded"].Body)!["data"]!;
        var shown = (await shop.Client.GetFromJsonAsync<JsonNode>("/api/v1/sales"))!["items"]![0]!;
        // The database keeps microseconds.
        ((DateTimeOffset)data["soldAt"]!).ShouldBe((DateTimeOffset)shown["soldAt"]!, TimeSpan.FromMilliseconds(1));
        data["soldAt"] = shown["soldAt"]!.DeepClone();
        data.ToJsonString().ShouldBe(shown.ToJsonString(), "as the API's list shows it");

        app.Receiver.At(otherPath).ShouldBeEmpty();
        (await shop.Get("events"))["items"]!.AsArray().Count.ShouldBeGreaterThan(5);
        (await shop.Log(hook)).Select(d => d["messageId"]!.ToString()).ShouldBe(told.Values.Select(t => t.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task A_failure_and_a_timeout_are_tried_again_with_the_same_id_and_a_success_can_be_replayed()
    {
        using var shop = await HookedShop.Of(app);
        var path = WebhookReceiver.NewPath();
        var (hook, secret) = await shop.Hook(path, "retail.product_created");
        app.Receiver.Answers(path, 500);
        await shop.AddProduct("Milo");
        await shop.Newest(hook, "waiting", 1);
        (await shop.Log(hook))[0]["failure"]!.ToString().ShouldBe("status");
        (await shop.Get(hook))["failingSince"].ShouldNotBeNull();

        app.Receiver.NeverAnswers(path);
        app.Clock.Pass(TimeSpan.FromSeconds(13));
        await shop.Newest(hook, "waiting", 2);
        (await shop.Log(hook))[0]["failure"]!.ToString().ShouldBe("timeout");

        app.Receiver.Answers(path, 200);
        app.Clock.Pass(TimeSpan.FromSeconds(75));
        await shop.Newest(hook, "delivered", 3);
        (await shop.Get(hook))["failingSince"].ShouldBeNull();

        var delivery = (await shop.Log(hook))[0]["id"]!.ToString();
        await shop.Post($"{hook}/deliveries/{delivery}/replay");
        await shop.Newest(hook, "delivered", 4);
        var arrived = app.Receiver.At(path);
        arrived.Length.ShouldBe(4);
        arrived.Select(a => a.Id).Distinct().Count().ShouldBe(1);
        arrived.Select(a => a.Body).Distinct().Count().ShouldBe(1);
        arrived.ShouldAllBe(a => a.Signature == Sign(a, secret));
        var attempts = (await shop.Get($"{hook}/deliveries/{delivery}"))["attempts"]!.AsArray();
        attempts.Select(a => (int?)a!["status"]).ShouldBe([200, 200, null, 500]);
        attempts[3]!["answer"]!.ToString().ShouldBe("answer 500");
    }

    [Fact]
    public async Task What_fails_for_days_is_given_up_then_switched_off_told_to_the_owner_and_goes_out_when_resumed()
    {
        using var shop = await HookedShop.Of(app);
        var path = WebhookReceiver.NewPath();
        var (hook, _) = await shop.Hook(path, "retail.product_created");
        app.Receiver.Answers(path, 503);
        await shop.AddProduct("Milo");
        for (var attempt = 1; attempt <= 8; attempt++)
        {
            await shop.Newest(hook, "waiting", attempt);
            app.Clock.Pass(DeliverNext.Pauses[attempt - 1] * 1.2);
        }
        await shop.Newest(hook, "failed", 9);

        app.Clock.Pass(TimeSpan.FromDays(2));
        await shop.AddProduct("Horlicks");
        await Until.True(async () => (await shop.Get(hook))["state"]!.ToString() == "off", "it is switched off");
        (await shop.Get(hook))["offBecause"]!.ToString().ShouldBe("failing");
        // The work runs by the database's clock.
        await Run("UPDATE platform.work_items SET due_at = now() WHERE kind = 'platform.owner_notice'");
        await Until.True(
            async () =>
                await shop.Business.Ask<long>(
                    "SELECT count(*) FROM platform.work_items WHERE kind = 'platform.owner_notice' AND state = 'done'"
                ) == 1,
            "the owner has a mail"
        );
        await shop.AddProduct("Teh");
        (await shop.Log(hook)).Length.ShouldBe(2, "what happens while it is off is not collected");
        await shop.Post(hook + "/test", expect: false);

        app.Receiver.Answers(path, 200);
        using (var on = await shop.Client.PatchAsJsonAsync("/api/v1/webhooks/" + hook, new { state = "on" }))
            on.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await shop.Newest(hook, "delivered", 2);
        ((int)(await shop.Post(hook + "/replay"))!["sent"]!).ShouldBe(1);
        await Until.True(async () => (await shop.Log(hook)).All(d => d["state"]!.ToString() == "delivered"), "both have arrived");
    }

    [Fact]
    public async Task For_a_day_after_a_new_secret_both_sign_and_paused_nothing_is_sent()
    {
        using var shop = await HookedShop.Of(app);
        var path = WebhookReceiver.NewPath();
        var (hook, old) = await shop.Hook(path, "retail.product_created");
        for (var time = 0; time < 2; time++)
        {
            using var changed = await shop.Client.PatchAsJsonAsync("/api/v1/webhooks/" + hook, new { description = "Books" });
            changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
        (await shop.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.webhook_changed'")).ShouldBe(
            1
        );
        var secret = (await shop.Post(hook + "/rotate-secret"))!["secret"]!.ToString();
        await shop.Post(hook + "/test");
        await Until.True(() => app.Receiver.At(path).Length == 1, "the test has arrived");
        var first = app.Receiver.At(path)[0];
        first.Signature.ShouldBe(Sign(first, secret) + " " + Sign(first, old));

        app.Clock.Pass(TimeSpan.FromHours(25));
        await shop.Post(hook + "/test");
        await Until.True(() => app.Receiver.At(path).Length == 2, "the second test has arrived");
        var second = app.Receiver.At(path)[1];
        second.Signature.ShouldBe(Sign(second, secret));

        app.Receiver.Answers(path, 500);
        await shop.AddProduct("Milo");
        await shop.Newest(hook, "waiting", 1);
        using (var paused = await shop.Client.PatchAsJsonAsync("/api/v1/webhooks/" + hook, new { state = "paused" }))
            paused.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await shop.Newest(hook, "held", 1);
        using (var removed = await shop.Client.DeleteAsync("/api/v1/webhooks/" + hook))
            removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await shop.Get(""))["items"]!.AsArray().ShouldBeEmpty();
        await shop.Post(hook + "/restore");
        (await shop.Get(hook))["state"]!.ToString().ShouldBe("paused", "as it was");
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_its_target_is_never_asked()
    {
        using var shop = await HookedShop.Of(app);
        var (path, inside) = (WebhookReceiver.NewPath(), WebhookReceiver.NewPath());
        app.Receiver.Answers(
            path,
            http =>
            {
                http.Response.Redirect(app.Receiver.Address + inside);
                return Task.CompletedTask;
            }
        );
        var (hook, _) = await shop.Hook(path, "retail.product_created");
        await shop.Post(hook + "/test");
        await shop.Newest(hook, "waiting", 1);
        (await shop.Log(hook))[0]["failure"]!.ToString().ShouldBe("redirect");
        app.Receiver.At(inside).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_told_of_what_whoever_answers_for_it_may_not_see()
    {
        using var shop = await HookedShop.Of(app);
        using var other = await HookedShop.Of(app);
        var path = WebhookReceiver.NewPath();
        var (hook, _) = await shop.Hook(path, "trade.customer_created", "retail.product_created");
        // As if a cashier had set it up: somebody who was a manager when they did.
        await Run(
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, status, joined_at)
            VALUES ('{shop.Business.Tenant}', '{other.Business.Owner}', 'retail.cashier', 'active', now());
            UPDATE platform.webhooks SET person_id = '{other.Business.Owner}' WHERE webhook_id = '{hook}'
            """
        );
        await shop.AddProduct("Milo");
        await Until.True(() => app.Receiver.At(path).Length == 1, "the product is told");
        using (var customer = await shop.Client.PostAsJsonAsync("/api/v1/customers", new { name = "Nur Aisyah", kind = "person" }))
            customer.IsSuccessStatusCode.ShouldBeTrue(await customer.Content.ReadAsStringAsync());
        await shop.Newest(hook, "failed", 1);
        (await shop.Log(hook))[0]["failure"]!.ToString().ShouldBe("not_permitted");
        app.Receiver.At(path).Length.ShouldBe(1);

        // Nor does it tell somebody of one branch of all of them; it is as if they had left.
        await Run(
            $"""
            UPDATE platform.memberships SET branches = (SELECT array_agg(branch_id) FROM trade.branches
                WHERE tenant_id = '{shop.Business.Tenant}')
            WHERE person_id = '{other.Business.Owner}' AND role = 'retail.cashier'
            """
        );
        await shop.AddProduct("Horlicks");
        await Until.True(async () => (await shop.Get(hook))["offBecause"]?.ToString() == "nobody", "it is switched off");
        app.Receiver.At(path).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Two_nodes_send_each_message_once_and_ten_thousand_to_a_dead_address_delay_nobody_else()
    {
        await using var second = await app.AnotherNode();
        using var slow = await HookedShop.Of(app);
        using var shop = await HookedShop.Of(app);
        var (dead, path) = (WebhookReceiver.NewPath(), WebhookReceiver.NewPath());
        app.Receiver.NeverAnswers(dead);
        var (deadHook, _) = await slow.Hook(dead, "retail.product_created");
        var (hook, _) = await shop.Hook(path, "retail.product_created");
        await Plenty(slow.Business, deadHook, 10_000);
        await Until.True(() => app.Receiver.At(dead).Length > 0, "the dead one is being tried");
        await Plenty(shop.Business, hook, 60);
        await Until.True(
            async () => await shop.Business.Ask<long>("SELECT count(*) FROM platform.webhook_deliveries WHERE state = 'delivered'") == 60,
            "the other's messages have arrived"
        );
        app.Receiver.At(path).Select(a => a.Id).Distinct().Count().ShouldBe(60);
        app.Receiver.At(path).Length.ShouldBe(60, "each once, though two nodes look");
        app.Receiver.At(dead).Length.ShouldBeLessThan(200, "while it fails it is tried one by one");
        // As its owner removes it: the sender is at work beside.
        using var removed = await slow.Client.DeleteAsync($"/api/v1/webhooks/{deadHook}");
        removed.IsSuccessStatusCode.ShouldBeTrue(await removed.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Its_owner_pauses_a_webhook_while_an_attempt_is_noted_and_neither_waits_for_the_other()
    {
        using var shop = await HookedShop.Of(app);
        var (path, answer) = (WebhookReceiver.NewPath(), new TaskCompletionSource());
        app.Receiver.Answers(
            path,
            async http =>
            {
                await answer.Task;
                http.Response.StatusCode = 500;
            }
        );
        var (hook, _) = await shop.Hook(path, "retail.product_created");
        await shop.AddProduct("Milo");
        await Until.True(() => app.Receiver.At(path).Length == 1, "it is being sent");

        await using var connection = await app.Connect("postgres");
        await using var pausing = await connection.BeginTransactionAsync();
        await Step($"SELECT 1 FROM platform.webhooks WHERE webhook_id = '{hook}' FOR NO KEY UPDATE");
        answer.SetResult();
        await Until.True(
            async () =>
                await shop.Business.Ask<long>(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                ) > 0,
            "the attempt waits for the webhook"
        );
        await Step("SET LOCAL lock_timeout = '3s'");
        await Step($"UPDATE platform.webhook_deliveries SET state = 'held' WHERE webhook_id = '{hook}'");
        await pausing.CommitAsync();
        await shop.Newest(hook, "held", 1);

        async Task Step(string sql)
        {
            await using var command = new NpgsqlCommand(
                $"SELECT set_config('app.tenant_id', '{shop.Business.Tenant}', false); {sql}",
                connection,
                pausing
            );
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string Sign(Arrived message, string secret) =>
        "v1,"
        + Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret["whsec_".Length..]),
                Encoding.UTF8.GetBytes(message.Id + "." + message.Timestamp + "." + message.Body)
            )
        );

    /// <summary>Messages as a busy day would leave them.</summary>
    private Task Plenty(TestBusiness shop, string hook, int many) =>
        Run(
            $$"""
            SELECT set_config('app.tenant_id', '{{shop.Tenant}}', false);
            INSERT INTO platform.webhook_events (tenant_id, event_id, type, at, data)
            SELECT '{{shop.Tenant}}', gen_random_uuid(), 'retail.product_created', now(), '{}' FROM generate_series(1, {{many}});
            INSERT INTO platform.webhook_deliveries (tenant_id, delivery_id, webhook_id, event_id, state, due_at, created_at)
            SELECT tenant_id, uuidv7(), '{{hook}}', event_id, 'waiting', now(), now() FROM platform.webhook_events
            WHERE tenant_id = '{{shop.Tenant}}'
            """
        );

    private async Task Run(string sql)
    {
        await using var connection = await app.Connect("postgres");
        // What announces a change names a business, and here none is at work.
        await using var command = new NpgsqlCommand($"SELECT set_config('app.tenant_id', '{Guid.Empty}', false); {sql}", connection);
        await command.ExecuteNonQueryAsync();
    }
}
