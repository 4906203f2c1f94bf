using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Notifications;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Notifications;

/// <summary>Told once, to who may get it, read by each for themselves; the bell rings on every node.</summary>
public sealed class InboxTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_from_many_hands_at_once_is_one_until_it_is_dealt_with()
    {
        var shop = await app.SignUp();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.TellLow(shop, "kopi")));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.TellLow(shop, "kopi", shop.Owner)));
        (await shop.Ask<long>("SELECT count(*) FROM platform.notifications WHERE person_id IS NULL")).ShouldBe(1);
        (await shop.Ask<long>("SELECT count(*) FROM platform.notifications WHERE person_id IS NOT NULL")).ShouldBe(1);

        // Told again it says what is so now, to nobody as something new.
        await app.As(shop, shop.Owner, r => MarkNotifications.Do(r, new(null, true), Cancel));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.TellLow(shop, "kopi", left: "1")));
        (
            await shop.Ask<string>(
                "SELECT string_agg(details::json -> 'left' ->> 'Value', ' ' ORDER BY person_id NULLS FIRST) FROM platform.notifications"
            )
        ).ShouldBe("1 3");
        (await Unread(shop, shop.Owner)).ShouldBe(0);

        await app.Settle(shop, "kopi");
        await app.TellLow(shop, "kopi");
        (await shop.Ask<long>("SELECT count(*) FROM platform.notifications WHERE person_id IS NULL")).ShouldBe(2);
        (await Unread(shop, shop.Owner)).ShouldBe(1);
    }

    [Fact]
    public async Task Offered_is_what_can_come_and_one_kind_is_read_alone()
    {
        var shop = await app.SignUp();
        string[] made = ["imports.failed", "platform.invitation_accepted"];
        (await Offered(shop, shop.Owner)).Intersect(made).ShouldBe(made, ignoreOrder: true);
        (await Offered(shop, (await app.Hire(shop, "staff")).Person)).Intersect(made).ShouldBe(["imports.failed"], "of customers");
        (await Offered(shop, (await app.Hire(shop, "read-only")).Person)).Intersect(made).ShouldBeEmpty();

        await app.TellLow(shop, "kopi");
        (await Seen(shop, shop.Owner, "platform.security_notice")).ShouldBe(0);
        (await Seen(shop, shop.Owner, Telling.LowStock)).ShouldBe(1);
        var others = new MarkNotifications.Input(null, true, "platform.security_notice");
        (await app.As(shop, shop.Owner, r => MarkNotifications.Do(r, others, Cancel))).Value.ShouldBe(0);
        (await app.As(shop, shop.Owner, r => MarkNotifications.Do(r, others with { Kind = Telling.LowStock }, Cancel))).Value.ShouldBe(1);
    }

    [Fact]
    public async Task Who_lacks_the_permission_never_sees_it_and_a_role_that_changes_changes_it_at_once()
    {
        var shop = await app.SignUp();
        var keeper = (await app.Hire(shop, "staff")).Person;
        var reader = (await app.Hire(shop, "read-only")).Person;
        await app.TellLow(shop, "kopi");
        var id = await Id(shop);

        (await Seen(shop, keeper)).ShouldBe(1);
        (await Unread(shop, keeper)).ShouldBe(1);
        (await Seen(shop, reader)).ShouldBe(0);
        (await Unread(shop, reader)).ShouldBe(0);
        (await app.As(shop, reader, r => MarkNotifications.Do(r, new([id], true), Cancel))).Refusal!.Code.ShouldBe("platform.not_found");

        // It may ask for more than its kind does.
        await app.TellLow(shop, "teh", permission: PlatformPermissions.SecurityManage);
        (await Unread(shop, shop.Owner)).ShouldBe(2);
        (await Seen(shop, keeper)).ShouldBe(1);
        (await Unread(shop, keeper)).ShouldBe(1);

        await app.Tell(shop, $"UPDATE platform.memberships SET role = 'read-only' WHERE person_id = '{keeper}'");
        await app.Tell(shop, $"UPDATE platform.memberships SET role = 'staff' WHERE person_id = '{reader}'");
        await Until.True(async () => await Seen(shop, keeper) == 0, "the old keeper sees nothing");
        await Until.True(async () => await Unread(shop, reader) == 1, "the new one does");
        (await Unread(shop, keeper)).ShouldBe(0);

        // Whoever joins later is not told what was told before.
        var late = (await app.Hire(shop, "manager")).Person;
        (await Seen(shop, late)).ShouldBe(0);
    }

    [Fact]
    public async Task Each_reads_for_themselves_and_every_node_counts_right()
    {
        var shop = await app.SignUp();
        var keeper = (await app.Hire(shop, "staff")).Person;
        await app.TellLow(shop, "kopi");
        await app.TellLow(shop, "teh");
        var id = await Id(shop);
        await using var other = await app.AnotherNode();
        (await Unread(shop, shop.Owner, other)).ShouldBe(2);

        (await app.As(shop, shop.Owner, r => MarkNotifications.Do(r, new([id], true), Cancel))).Value.ShouldBe(1);
        (await app.As(shop, shop.Owner, r => MarkNotifications.Do(r, new([id], true), Cancel))).Value.ShouldBe(0);
        (await Unread(shop, shop.Owner)).ShouldBe(1, "on the node where it was read, with the next request");
        await Until.True(async () => await Unread(shop, shop.Owner, other) == 1, "the other node hears of it");
        (await Unread(shop, keeper)).ShouldBe(2);
        (await app.As(shop, shop.Owner, r => MarkNotifications.Do(r, new(null, true), Cancel))).Value.ShouldBe(1);
        (await Unread(shop, shop.Owner)).ShouldBe(0);
        (await app.As(shop, shop.Owner, r => MarkNotifications.Do(r, new([id], false), Cancel))).Value.ShouldBe(1);
        (await Unread(shop, shop.Owner)).ShouldBe(1);
    }

    [Fact]
    public async Task The_line_says_the_number_again_when_it_changes_and_ends_when_the_role_does_or_the_node_stops()
    {
        var shop = await app.SignUp();
        var node = await app.AnotherNode();
        using var client = new HttpClient(NiagaApp.Handler()) { BaseAddress = new(node.Address) };
        client.DefaultRequestHeaders.Add("Cookie", (await SignedIn.As(app, shop.Owner, TimeProvider.System.GetUtcNow())).Cookie);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
        var line = await Line.Open(client, shop);

        await app.TellLow(shop, "kopi");
        (await line.Next()).ShouldBe("data: 1", "told on one node, heard on another");
        await app.As(shop, shop.Owner, r => MarkNotifications.Do(r, new(null, true), Cancel));
        (await line.Next()).ShouldBe("data: 0");

        await app.Hire(shop, "staff");
        (await line.Next()).ShouldBeNull("who may what has changed: the browser asks anew");
        line.Dispose();
        line = await Line.Open(client, shop);
        var stopping = node.DisposeAsync().AsTask();
        (await line.Next()).ShouldBeNull("a line does not hold up a node that stops");
        line.Dispose();
        await stopping.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    [Fact]
    public async Task A_program_lists_marks_and_chooses()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        foreach (var subject in new[] { "kopi", "teh", "gula" })
            await app.TellLow(shop, subject);

        var first = await client.GetFromJsonAsync<JsonElement>("/api/v1/notifications?limit=2", Cancel);
        first
            .GetProperty("items")
            .EnumerateArray()
            .Select(i => i.GetProperty("title").GetString())
            .ShouldBe(["gula is running low", "teh is running low"]);
        var rest = await client.GetFromJsonAsync<JsonElement>(
            $"/api/v1/notifications?limit=2&cursor={first.GetProperty("next").GetString()}",
            Cancel
        );
        rest.GetProperty("items").GetArrayLength().ShouldBe(1);
        rest.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        var id = rest.GetProperty("items")[0].GetProperty("id").GetGuid();
        (await client.PostAsync($"/api/v1/notifications/{id}/read", null, Cancel)).EnsureSuccessStatusCode();
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/notifications?waiting=true", Cancel))
            .GetProperty("items")
            .GetArrayLength()
            .ShouldBe(2);
        (await Code(await client.GetAsync("/api/v1/notifications?limit=0", Cancel))).ShouldBe("platform.invalid");
        (await Code(await client.GetAsync("/api/v1/notifications?cursor=x", Cancel))).ShouldBe("platform.cursor_invalid");

        (await Choose("retail.low_stock", "app", false)).ShouldBeNull();
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/notifications", Cancel)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await Choose("platform.security_notice", "app", false)).ShouldBe("platform.notification_always");
        (await Choose("platform.security_notice", "mail", true)).ShouldBe("platform.invalid");
        (await Choose("retail.nothing", "app", true)).ShouldBe("platform.invalid");
        (await Choose("retail.low_stock", "app", true, "22:00", "22:00")).ShouldBe("platform.quiet_hours_empty");
        (await Choose("retail.low_stock", "app", true, "25:00", "07:00")).ShouldBe("platform.time_of_day_invalid");
        var kept = await client.GetFromJsonAsync<JsonElement>("/api/v1/notifications/choices", Cancel);
        kept.GetProperty("rhythm").GetString().ShouldBe("daily");
        kept.GetProperty("quietFrom").GetString().ShouldBe("23:30");
        kept.GetProperty("choices")
            .EnumerateArray()
            .Single(c => Is(c, "retail.low_stock", "app"))
            .GetProperty("wanted")
            .GetBoolean()
            .ShouldBeFalse("what was refused changed nothing");

        async Task<string?> Choose(string kind, string channel, bool wanted, string from = "23:30", string until = "07:00")
        {
            using var answer = await client.PatchAsJsonAsync(
                "/api/v1/notifications/choices",
                new
                {
                    choices = new[]
                    {
                        new
                        {
                            kind,
                            channel,
                            wanted,
                        },
                    },
                    rhythm = "daily",
                    quietFrom = from,
                    quietUntil = until,
                },
                Cancel
            );
            return answer.IsSuccessStatusCode ? null : await Code(answer);
        }
    }

    private static bool Is(JsonElement choice, string kind, string channel) =>
        choice.GetProperty("kind").GetString() == kind && choice.GetProperty("channel").GetString() == channel;

    private static async Task<string?> Code(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString();

    private static Task<Guid> Id(TestBusiness shop) =>
        shop.Ask<Guid>("SELECT notification_id FROM platform.notifications ORDER BY notification_id LIMIT 1");

    private async Task<string[]> Offered(TestBusiness shop, PersonId person)
    {
        await using var scope = await Scope(app, shop, person);
        var choices = scope.ServiceProvider.GetRequiredService<NotificationChoices>();
        return [.. (await choices.Read(Cancel)).Choices.Select(c => c.Kind.Key).Distinct()];
    }

    private async Task<int> Seen(TestBusiness shop, PersonId person, string? kind = null)
    {
        await using var scope = await Scope(app, shop, person);
        return (await scope.ServiceProvider.GetRequiredService<Inbox>().Page(waiting: false, kind, 1, 20, Cancel)).Total;
    }

    private async Task<int> Unread(TestBusiness shop, PersonId person, NiagaApp? node = null)
    {
        await using var scope = await Scope(node ?? app, shop, person);
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        var modules = scope.ServiceProvider.GetRequiredService<Niaga.Platform.Modules.ModuleCatalog>();
        return await scope
            .ServiceProvider.GetRequiredService<UnreadNotifications>()
            .Count(
                shop.Tenant,
                person,
                modules.Notifications(caller.Permissions, caller.Entitlements),
                Inbox.PermissionsOf(modules, caller),
                Cancel
            );
    }

    private static async Task<AsyncServiceScope> Scope(NiagaApp node, TestBusiness shop, PersonId person)
    {
        var scope = node.Services.CreateAsyncScope();
        var access = scope.ServiceProvider.GetRequiredService<Niaga.Identity.Access.AccessCache>();
        var tenant = (await access.Find(shop.Tenant, Cancel))!;
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant.Id, tenant.Slug, tenant.Entitlements);
        caller.Identify(person, (await access.FindMember(tenant, person, Cancel))?.Permissions ?? []);
        return scope;
    }

    private sealed class Line(HttpResponseMessage answer, StreamReader events) : IDisposable
    {
        /// <summary>One that has said the number, and outlives what was changed just before.</summary>
        public static async Task<Line> Open(HttpClient client, TestBusiness shop)
        {
            for (var tries = 0; ; tries++)
            {
                var line = await Connect(client, shop);
                if (await line.Next() is { } said)
                {
                    said.ShouldBe("data: 0");
                    return line;
                }
                line.Dispose();
                tries.ShouldBeLessThan(10, "a line holds");
            }
        }

        private static async Task<Line> Connect(HttpClient client, TestBusiness shop)
        {
            var answer = await client.GetAsync($"/{shop.Slug}/notifications/live", HttpCompletionOption.ResponseHeadersRead, Cancel);
            answer.EnsureSuccessStatusCode();
            return new(answer, new(await answer.Content.ReadAsStreamAsync(Cancel)));
        }

        /// <summary>The next event; null when the line has ended.</summary>
        public async Task<string?> Next()
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            // Less than the pause after which a quiet line counts anew: it is the ring that is waited for.
            limit.CancelAfter(TimeSpan.FromSeconds(15));
            while (await events.ReadLineAsync(limit.Token) is { } line)
            {
                if (line.StartsWith("data:", StringComparison.Ordinal))
                    return line;
            }
            return null;
        }

        public void Dispose()
        {
            events.Dispose();
            answer.Dispose();
        }
    }
}
