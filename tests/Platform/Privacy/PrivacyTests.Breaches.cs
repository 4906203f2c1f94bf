using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Privacy.Breaches;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Privacy;

/// <summary>The register of breaches and its clocks, which count nights and holidays.</summary>
public sealed partial class PrivacyTests
{
    [Fact]
    public async Task A_breach_is_told_in_72_hours_and_7_days_and_late_only_with_reasons()
    {
        var shop = await app.SignUp();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        // Known on a Friday at 17:10; Deepavali is on the Sunday.
        var form = await owner.Get($"/{shop.Slug}/settings/privacy/breaches/new");
        var made = await owner.Post(
            form,
            "breach",
            ("Form.KnownAt", "2026-11-06T17:10"),
            ("Form.Title", "Telefon hilang"),
            ("Form.Story", "Telefon dengan senarai pelanggan hilang dalam LRT.")
        );
        var id = Guid.Parse(made.Location!.Split('/')[^1]);
        var address = $"/{shop.Slug}/settings/privacy/breaches/{id}";
        (await owner.Get(address)).Text.ShouldContain("was due by 9 Nov 2026, 5:10\u00a0PM");
        (await shop.Ask<string>("SELECT details FROM platform.notifications WHERE kind = 'privacy.breach_due'")).ShouldContain(
            "9 Nov 2026, 5:10"
        );

        await Refused(shop, s => CloseBreach.Do(s, id, Cancel), "privacy.not_assessed");
        await Do(
            shop,
            s => AssessBreach.Do(s, new(id, true, false, false, "1200", "Nama dan telefon", "Dipadam dari jauh", false, null), Cancel)
        );
        await Refused(shop, s => CloseBreach.Do(s, id, Cancel), "privacy.not_all_told");
        await Refused(shop, s => TellCommissioner.Do(s, new(id, "2026-11-09T17:11", null, " "), Cancel), "privacy.late_without_reason");
        await Refused(shop, s => TellCommissioner.Do(s, new(id, "2026-11-06T17:09", null, null), Cancel), "privacy.moment_too_early");
        await Refused(shop, s => TellCommissioner.Do(s, new(id, "9999-11-06T17:09", null, null), Cancel), "privacy.moment_to_come");
        await Refused(shop, s => TellCommissioner.Do(s, new(id, "Saturday", null, null), Cancel), "privacy.moment_unreadable");
        var told = await owner.Post(
            await owner.Get(address),
            "commissioner",
            ("Form.At", "2026-11-07T10:00"),
            ("Form.Reference", "JPDP/1")
        );
        told.Status.ShouldBe(HttpStatusCode.Found);
        (await owner.Get(address)).Text.ShouldContain("was due by 14 Nov 2026, 10:00\u00a0AM");
        // What was not known at first follows within 30 days of the notice.
        (await owner.Get(address)).Text.ShouldContain("was due by 7 Dec 2026, 10:00\u00a0AM");
        await Refused(shop, s => TellCommissioner.Do(s, new(id, "2026-11-08T10:00", null, null), Cancel), "privacy.told_before");
        await Refused(shop, s => TellPeople.Do(s, new(id, "2026-11-14T10:01", null), Cancel), "privacy.late_without_reason");
        await Do(shop, s => TellPeople.Do(s, new(id, "2026-11-14T10:00", null), Cancel));
        await Do(shop, s => SupplementBreach.Do(s, new(id, "Telefon dijumpai."), Cancel));

        using var browser = await shop.Browser();
        foreach (
            var (query, says) in new[]
            {
                ("to=commissioner&language=en", new[] { "section12B", "Namadantelefon", "Telefondijumpai", "JPDP/1" }),
                ("to=commissioner&language=ms", ["seksyen12B"]),
                ("to=people&language=ms", ["Telefondengansenaraipelanggan", "Dipadamdarijauh"]),
                ("to=people&language=en", ["changepasswords"]),
            }
        )
        {
            var letter = Paper(await browser.GetByteArrayAsync($"settings/privacy/breaches/{id}/letter?{query}", Cancel));
            foreach (var said in says)
                letter.ShouldContain(said);
        }
        (await browser.GetStringAsync("settings/privacy/breaches.csv", Cancel)).ShouldContain("Telefon hilang");
        (await browser.GetAsync($"settings/privacy/breaches/{id}/letter?to=x", Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        // The database holds it too, whoever runs SQL; and nothing of it lies in plain.
        foreach (
            var statement in new[]
            {
                "UPDATE privacy.breaches SET commissioner_told_at = '2026-11-06T18:00+08' RETURNING 1",
                "UPDATE privacy.breaches SET people_told_at = NULL RETURNING 1",
            }
        )
            (await Should.ThrowAsync<PostgresException>(() => shop.Ask<int>(statement))).ConstraintName.ShouldBe("breaches_told_once");
        (await shop.Ask<string>("SELECT b::text FROM privacy.breaches b")).ShouldNotContain("Telefon");
        await Do(shop, s => CloseBreach.Do(s, id, Cancel));
        await Refused(shop, s => SupplementBreach.Do(s, new(id, "More"), Cancel), "privacy.breach_closed");
        (
            await shop.Ask<long>("SELECT count(*) FROM platform.notifications WHERE kind = 'privacy.breach_due' AND dealt_at IS NULL")
        ).ShouldBe(0);
    }

    [Fact]
    public async Task A_program_answers_requests_and_keeps_the_registers()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var asked = await Made(client, "requests", new { kind = "access", name = "Tan Ah Kow" });
        await Step(client, $"requests/{asked}/identity", new { way = "known" });
        await Step(client, $"requests/{asked}/extend", new { reason = "Old records" });
        using var answered = await client.PostAsJsonAsync($"/api/v1/privacy/requests/{asked}/answer", new { }, Cancel);
        var link = await answered.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Code().IsMatch($"value=\"{link.GetProperty("oneTimeCode").GetString()}\"").ShouldBeTrue();
        var refused = await Made(client, "requests", new { kind = "access", name = "Siapa" });
        await Step(client, $"requests/{refused}/refuse", new { ground = "smell", reason = "Who?" }, "privacy.ground_unknown");
        await Step(client, $"requests/{refused}/refuse", new { ground = "identity", reason = "Who?" });
        var page = await Read(client, "requests?limit=1");
        page.GetProperty("items")[0].GetProperty("state").GetString().ShouldBe("refused");
        var next = await Read(client, $"requests?limit=1&cursor={page.GetProperty("next").GetString()}");
        next.GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("Tan Ah Kow");
        next.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        var one = await Read(client, $"requests/{asked}");
        string.Join(',', one.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("what").GetString()))
            .ShouldBe("received,identified,extended,answered");

        var breach = await Made(
            client,
            "breaches",
            new
            {
                knownAt = "2026-11-06T17:10",
                title = "Telefon hilang",
                story = "Dalam LRT.",
            }
        );
        await Step(client, $"breaches/{breach}/close", new { }, "privacy.not_assessed");
        await Step(client, $"breaches/{breach}/assessment", new { affected = "Nama", fraud = true }, method: HttpMethod.Put);
        await Step(client, $"breaches/{breach}/commissioner", new { at = "2026-11-09T17:11" }, "privacy.late_without_reason");
        await Step(client, $"breaches/{breach}/commissioner", new { at = "2026-11-07T10:00" });
        await Step(client, $"breaches/{breach}/supplements", new { note = "Dijumpai" });
        var known = await Read(client, $"breaches/{breach}");
        known.GetProperty("commissionerDue").GetDateTimeOffset().ShouldBe(At("2026-11-09T17:10"));
        known.GetProperty("peopleDue").GetDateTimeOffset().ShouldBe(At("2026-11-14T10:00"));
        known.GetProperty("supplementDue").GetDateTimeOffset().ShouldBe(At("2026-12-07T10:00"));
        await Step(client, $"breaches/{breach}/people", new { at = "2026-11-14T10:00" });
        await Step(client, $"breaches/{breach}/close", new { });
        (await Read(client, "breaches")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await Read(client, "processing"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldContain(l => l.GetProperty("table").GetString() == "trade.customers" && l.GetProperty("encrypted").GetBoolean());
    }

    private static DateTimeOffset At(string local) =>
        DateTimeOffset.Parse(local + ":00+08:00", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<JsonElement> Read(HttpClient client, string path) =>
        await client.GetFromJsonAsync<JsonElement>("/api/v1/privacy/" + path, Cancel);

    private static async Task<string> Made(HttpClient client, string path, object body)
    {
        using var made = await client.PostAsJsonAsync("/api/v1/privacy/" + path, body, Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Cancel));
        return (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()!;
    }

    /// <param name="refusal">Null where it succeeds.</param>
    private static async Task Step(HttpClient client, string path, object body, string? refusal = null, HttpMethod? method = null)
    {
        using var ask = new HttpRequestMessage(method ?? HttpMethod.Post, "/api/v1/privacy/" + path) { Content = JsonContent.Create(body) };
        using var answer = await client.SendAsync(ask, Cancel);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        if (refusal is null)
            answer.IsSuccessStatusCode.ShouldBeTrue(said);
        else
            said.ShouldContain($"\"{refusal}\"");
    }

    [Theory]
    [InlineData(false, false, false, 1000, false, false)]
    [InlineData(false, false, false, 1001, false, true)]
    [InlineData(false, true, false, null, false, true)]
    [InlineData(true, true, true, 5000, true, false)]
    public void The_stricter_reading_holds_until_counsel_says_otherwise(
        bool sensitive,
        bool fraud,
        bool financial,
        int? people,
        bool counsel,
        bool significant
    ) => new BreachAssessment(sensitive, fraud, financial, people, null, null, counsel).IsSignificant.ShouldBe(significant);

    [Fact]
    public async Task The_clock_of_a_breach_tells_a_day_before_and_of_those_who_tell_at_once_one_does()
    {
        var shop = await app.SignUp();
        var now = app.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        var id = await Do(
            shop,
            s => RecordBreach.Do(s, new($"{now:yyyy-MM-dd'T'HH:mm}", "Fail salah hantar", "Fail dihantar kepada orang lain."), Cancel)
        );
        (await shop.Ask<long>($"SELECT count(*) FROM platform.work_items WHERE kind = 'privacy.tell_due_breach'")).ShouldBe(2);
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    await using var scope = Act(shop);
                    var runner = scope.ServiceProvider.GetRequiredService<Niaga.Platform.UseCases.UseCaseRunner>();
                    return (await TellCommissioner.Do(runner, new(id, $"{now:yyyy-MM-dd'T'HH:mm}", null, null), Cancel)).Refusal?.Code;
                })
        );
        outcomes.Count(code => code is null).ShouldBe(1);
        (await shop.Ask<long>("SELECT count(*) FROM privacy.breach_events WHERE what = 'commissioner_told'")).ShouldBe(1);
    }
}
