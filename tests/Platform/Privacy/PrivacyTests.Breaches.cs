using System.Net;
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
