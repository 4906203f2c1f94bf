using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Customers;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Trade.Shifts;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Roster;

/// <summary>Who works when: nobody twice at a time, only members, drafts for who plans and the rest once it is published.</summary>
public sealed partial class RosterTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Path = "/api/v1/work-shifts";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_who_plan_one_person_for_one_time_at_once_one_does()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var ali = (await app.Hire(shop, "staff")).Person;

        // Half an hour apart: each overlaps the next across midnight.
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Add(client, ali, $"2031-03-03T{20 + (i % 4)}:30:00+08:00", "2031-03-04T06:00:00+08:00"))
        );

        answers.Count(a => a.Status == 201).ShouldBe(1, string.Join('\n', answers.Select(a => a.Body.ToString())));
        answers
            .Where(a => a.Status != 201)
            .ShouldAllBe(a => a.Status == 409 && (a.Code == "trade.shift_overlaps" || a.Code == "trade.shift_overlaps_meanwhile"));
        // End to end is no overlap, and an open shift is nobody's.
        (await Add(client, ali, "2031-03-04T06:00:00+08:00", "2031-03-04T10:00:00+08:00")).Status.ShouldBe(201);
        (await Add(client, null, "2031-03-04T06:00:00+08:00", "2031-03-04T10:00:00+08:00")).Status.ShouldBe(201);
        (await Add(client, null, "2031-03-04T06:00:00+08:00", "2031-03-04T10:00:00+08:00")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_shift_is_of_a_member_and_one_who_leaves_leaves_theirs_open()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var stranger = (await app.Somebody()).Person;
        (await Add(client, stranger, "2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00")).ShouldBeRefused(
            "trade.shift_person_unknown",
            400
        );

        for (var round = 0; round < 6; round++)
        {
            var ali = (await app.Hire(shop, "staff")).Person;
            var day = $"2031-04-{round + 1:00}";
            var worked = (await Add(client, ali, $"2020-04-{round + 1:00}T09:00:00+08:00", $"2020-04-{round + 1:00}T17:00:00+08:00")).Ok;
            var leaving = app.Tell(shop, $"DELETE FROM platform.memberships WHERE person_id = '{ali}'");
            await Task.WhenAll(
                leaving,
                Add(client, ali, $"{day}T09:00:00+08:00", $"{day}T12:00:00+08:00"),
                Add(client, ali, $"{day}T13:00:00+08:00", $"{day}T17:00:00+08:00")
            );

            // Whoever was faster: nothing ahead is left with somebody who is gone, and what was worked stays theirs.
            (await shop.Ask<long>($"SELECT count(*) FROM trade.work_shifts WHERE person_id = '{ali}' AND starts_at > now()")).ShouldBe(0);
            (
                await shop.Ask<bool>($"SELECT person_id = '{ali}' FROM trade.work_shifts WHERE shift_id = '{worked.GetProperty("id")}'")
            ).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_week_is_copied_once_and_taken_back()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var (ali, gone) = ((await app.Hire(shop, "staff")).Person, (await app.Hire(shop, "staff", "Siti")).Person);
        await Add(client, ali, "2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00");
        await Add(client, ali, "2031-03-04T22:00:00+08:00", "2031-03-05T06:00:00+08:00");
        await Add(client, null, "2031-03-05T09:00:00+08:00", "2031-03-05T17:00:00+08:00");
        await Add(client, gone, "2031-03-05T09:00:00+08:00", "2031-03-05T17:00:00+08:00");
        await app.Tell(shop, $"UPDATE platform.memberships SET status = 'suspended' WHERE person_id = '{gone}'");

        var copies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Post(client, "/copy-week", new { from = "2031-03-10" })));

        copies.Sum(c => c.Ok.GetProperty("shifts").GetInt32()).ShouldBe(3);
        var made = copies.Single(c => c.Ok.GetProperty("shifts").GetInt32() == 3).Ok;
        copies.Count(c => c.Ok.GetProperty("copyId").ValueKind == JsonValueKind.Null).ShouldBe(7);
        made.GetProperty("leftOut").GetInt32().ShouldBe(1);
        (await Starts(client, "2031-03-10", "2031-03-16")).ShouldBe([
            "2031-03-10T01:00:00+00:00",
            "2031-03-11T14:00:00+00:00",
            "2031-03-12T01:00:00+00:00",
        ]);

        var copy = made.GetProperty("copyId").GetGuid();
        (await app.As(shop, shop.Owner, r => UndoWorkWeekCopy.Do(r, copy, Cancel))).Value.Shifts.ShouldBe(3);
        (await app.As(shop, shop.Owner, r => UndoWorkWeekCopy.Do(r, copy, Cancel))).Refusal!.Code.ShouldBe("trade.roster_copy_gone");
        (await Starts(client, "2031-03-10", "2031-03-16")).ShouldBeEmpty();
        (await Starts(client, "2031-03-03", "2031-03-09")).Length.ShouldBe(4);
    }

    [Fact]
    public async Task Drafts_are_for_who_plans_and_each_is_told_of_their_own_once_it_is_published()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var (ali, siti) = ((await app.Hire(shop, "staff")).Person, (await app.Hire(shop, "staff", "Siti")).Person);
        var first = (await Add(client, ali, "2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00")).Ok.GetProperty("id").GetGuid();
        await Add(client, ali, "2031-03-04T09:00:00+08:00", "2031-03-04T17:00:00+08:00");
        await Add(client, siti, "2031-03-12T09:00:00+08:00", "2031-03-12T17:00:00+08:00");
        (await Seen(shop, ali, first)).ShouldBe(HttpStatusCode.NotFound);

        var done = (await Post(client, "/publish", new { from = "2031-03-03", to = "2031-03-09" })).Ok;

        (done.GetProperty("shifts").GetInt32(), done.GetProperty("people").GetInt32()).ShouldBe((2, 1));
        (await Seen(shop, ali, first)).ShouldBe(HttpStatusCode.OK);
        (await Told(shop, ali)).ShouldBe(["trade.roster_published"]);
        (await Told(shop, siti)).ShouldBeEmpty();
        (await Post(client, "/publish", new { from = "2031-03-03", to = "2031-03-09" })).Ok.GetProperty("shifts").GetInt32().ShouldBe(0);

        // From now on a change is told at once, to the one who has it and the one who had it.
        var shift = await Get(client, $"/{first}");
        (
            await Put(client, $"/{first}/time", shift.ETag!, siti.ToString(), "2031-03-03T10:00:00+08:00", "2031-03-03T18:00:00+08:00")
        ).Status.ShouldBe(204);
        (await Told(shop, ali)).ShouldBe(["trade.roster_published", "trade.shift_removed"]);
        (await Told(shop, siti)).ShouldBe(["trade.shift_changed"]);
    }

    [Fact]
    public async Task A_move_needs_the_version_that_was_seen_and_is_refused_by_name()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var ali = (await app.Hire(shop, "staff", "Ali bin Abu")).Person;
        var id = (await Add(client, null, "2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00", 60)).Ok.GetProperty("id").GetGuid();
        await Add(client, ali, "2031-03-03T08:00:00+08:00", "2031-03-03T12:00:00+08:00");
        var seen = (await Get(client, $"/{id}")).ETag!;

        var taken = await Put(client, $"/{id}/time", seen, ali.ToString(), "2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00");
        taken.ShouldBeRefused("trade.shift_overlaps", 409);
        taken.Body.ToString().ShouldContain("Ali bin Abu");
        taken.Body.ToString().ShouldContain("8:00");
        (await Put(client, $"/{id}/time", seen, "nobody", "2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00")).ShouldBeRefused(
            "trade.shift_person_unknown",
            400
        );
        // Shorter than its break.
        (await Put(client, $"/{id}/time", seen, "open", "2031-03-03T09:00:00+08:00", "2031-03-03T10:00:00+08:00")).ShouldBeRefused(
            "trade.shift_break_invalid",
            400
        );
        (await Put(client, $"/{id}/time", seen, "open", "2031-03-03T17:00:00+08:00", "2031-03-03T09:00:00+08:00")).ShouldBeRefused(
            "trade.shift_length_invalid",
            400
        );

        var moved = await Put(client, $"/{id}/time", seen, ali.ToString(), "2031-03-03T12:00:00+08:00", "2031-03-03T20:00:00+08:00");
        moved.Status.ShouldBe(204);
        (await Put(client, $"/{id}/time", seen, "open", "2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00")).Status.ShouldBe(412);
        var view = (await Get(client, $"/{id}")).Ok;
        (view.GetProperty("resource").GetString(), view.GetProperty("workMinutes").GetInt32()).ShouldBe((ali.ToString(), 420));
        (await Get(client, $"/{id}")).ETag.ShouldBe(moved.ETag);

        // Where it stands already, nothing is written and nothing noted.
        var same = await Put(client, $"/{id}/time", moved.ETag!, ali.ToString(), "2031-03-03T12:00:00+08:00", "2031-03-03T20:00:00+08:00");
        same.ETag.ShouldBe(moved.ETag);
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'trade.shift_changed'")).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_removed_comes_back_where_its_time_is_free()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var ali = (await app.Hire(shop, "staff")).Person;
        var id = (await Add(client, ali, "2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00")).Ok.GetProperty("id").GetGuid();
        (await client.DeleteAsync($"{Path}/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Get(client, $"/{id}")).ShouldBeRefused("trade.shift_not_found", 404);
        var other = (await Add(client, ali, "2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00")).Ok.GetProperty("id").GetGuid();

        (await Post(client, $"/{id}/restore")).ShouldBeRefused("trade.shift_overlaps", 409);
        (await client.DeleteAsync($"{Path}/{other}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Post(client, $"/{id}/restore")).Status.ShouldBe(204);
        (await Starts(client, "2031-03-03", "2031-03-03")).Length.ShouldBe(1);

        // As a file: a line each, hours to add up.
        var file = await client.GetStringAsync($"{Path}/export?from=2031-03-03&to=2031-03-03", Cancel);
        file.ShouldContain("2031-03-03 09:00:00");
        file.ShouldContain("Ali bin Abu");
        file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("2031-03-03T09:00:00+08:00", "2031-03-04T09:01:00+08:00", 0, "trade.shift_length_invalid")]
    [InlineData("2031-03-03T09:00:00+08:00", "2031-03-03T09:14:00+08:00", 0, "trade.shift_length_invalid")]
    [InlineData("2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00", 480, "trade.shift_break_invalid")]
    [InlineData("2031-03-03T09:00:00+08:00", "2031-03-03T17:00:00+08:00", -1, "trade.shift_break_invalid")]
    [InlineData("1031-03-03T09:00:00+08:00", "1031-03-03T17:00:00+08:00", 0, "trade.shift_too_far")]
    public async Task Times_that_cannot_be_are_refused_by_name(string from, string to, int rest, string code)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        (await Add(client, null, from, to, rest)).ShouldBeRefused(code, 400);
        (await shop.Ask<long>("SELECT count(*) FROM trade.work_shifts")).ShouldBe(0);
    }

    private static Task<Reply> Add(HttpClient client, PersonId? person, string from, string to, int rest = 0, Guid? at = null) =>
        Post(
            client,
            "",
            new
            {
                personId = person?.Value,
                branchId = at,
                startsAt = from,
                endsAt = to,
                breakMinutes = rest,
            }
        );

    private static async Task<Reply> Post(HttpClient client, string path, object? body = null)
    {
        using var answer = await client.PostAsJsonAsync(Path + path, body ?? new { });
        return await Reply.Of(answer);
    }

    private static async Task<Reply> Get(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(Path + path);
        return await Reply.Of(answer);
    }

    private static async Task<Reply> Put(HttpClient client, string path, string version, string resource, string from, string to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Path + path)
        {
            Content = JsonContent.Create(
                new
                {
                    resource,
                    startsAt = from,
                    endsAt = to,
                }
            ),
        };
        request.Headers.TryAddWithoutValidation("If-Match", version);
        using var answer = await client.SendAsync(request);
        return await Reply.Of(answer);
    }

    private static async Task<string[]> Starts(HttpClient client, string from, string to) =>
        [
            .. (await Get(client, $"?from={from}&to={to}"))
                .Ok.GetProperty("items")
                .EnumerateArray()
                .Select(i => i.GetProperty("startsAt").GetDateTimeOffset().ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:sszzz")),
        ];

    /// <summary>How a person's browser is answered for a shift.</summary>
    private async Task<HttpStatusCode> Seen(TestBusiness shop, PersonId person, Guid shift)
    {
        using var client = app.NewClient();
        var (_, cookie) = await SignedIn.As(app, person, TimeProvider.System.GetUtcNow());
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        using var page = await client.GetAsync($"/{shop.Slug}/roster/{shift}", Cancel);
        using var api = await client.GetAsync($"/{shop.Slug}{Path}/{shift}", Cancel);
        api.StatusCode.ShouldBe(page.StatusCode);
        return page.StatusCode;
    }

    private static async Task<string[]> Told(TestBusiness shop, PersonId person) =>
        (
            await shop.Ask<string>(
                $"SELECT coalesce(string_agg(kind, ' ' ORDER BY kind), '') FROM platform.notifications WHERE person_id = '{person}'"
            )
        ).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
