using Niaga.Identity.Delivery;
using Niaga.Platform.Notifications;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Notifications;

/// <summary>By mail: to who wants it, after their quiet hours, once in a digest, in the business's own words.</summary>
public sealed class DeliveryTests(DeliveryTests.WithMessages app) : IClassFixture<DeliveryTests.WithMessages>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("22:00", "07:00", "2026-11-30 21:59", "2026-11-30 21:59")]
    [InlineData("22:00", "07:00", "2026-11-30 22:00", "2026-12-01 07:00")]
    [InlineData("22:00", "07:00", "2026-12-01 00:30", "2026-12-01 07:00")]
    [InlineData("22:00", "07:00", "2026-12-01 06:59", "2026-12-01 07:00")]
    [InlineData("22:00", "07:00", "2026-12-01 07:00", "2026-12-01 07:00")]
    [InlineData("12:00", "14:00", "2026-11-30 11:59", "2026-11-30 11:59")]
    [InlineData("12:00", "14:00", "2026-11-30 13:00", "2026-11-30 14:00")]
    [InlineData("12:00", "14:00", "2026-11-30 14:00", "2026-11-30 14:00")]
    public void Quiet_hours_end_when_they_say_also_across_midnight(string from, string until, string moment, string due) =>
        new QuietHours(QuietHours.MinuteOf(from)!.Value, QuietHours.MinuteOf(until)!.Value).After(At(moment)).ShouldBe(At(due));

    [Theory]
    [InlineData("at_once", "2026-11-30 10:00", "2026-11-30 10:00")]
    [InlineData("daily", "2026-11-30 07:59", "2026-11-30 08:00")]
    [InlineData("daily", "2026-11-30 08:00", "2026-12-01 08:00")]
    // A Monday.
    [InlineData("weekly", "2026-11-30 10:00", "2026-12-07 08:00")]
    [InlineData("weekly", "2026-12-06 23:00", "2026-12-07 08:00")]
    public void A_digest_comes_in_the_morning(string rhythm, string moment, string due) =>
        new NotificationTimes(rhythm, null, null).Due(At(moment), DayOfWeek.Monday).ShouldBe(At(due));

    [Fact]
    public async Task It_goes_at_once_to_who_asked_for_it_and_to_nobody_else()
    {
        var shop = await app.SignUp();
        var wants = await app.Hire(shop, "staff", "Aisyah");
        var other = await app.Hire(shop, "staff");
        var lost = await app.Hire(shop, "staff");
        await Choose(shop, wants.Person, "at_once");
        await Choose(shop, lost.Person, "at_once");
        await app.Tell(shop, $"UPDATE platform.memberships SET role = 'read-only' WHERE person_id = '{lost.Person}'");
        await app.TellLow(shop, "kopi", product: "Kopi <b>O</b>");

        await Until.True(() => app.MailsTo(wants.Email).Count == 1, "the mail is there");
        var mail = app.MailsTo(wants.Email)[0];
        mail.Subject.ShouldBe("Kopi <b>O</b> is running low");
        mail.TextBody!.ShouldContain("Hello Aisyah");
        mail.TextBody!.ShouldContain($"{app.Address}/{shop.Slug}/notifications/");
        mail.HtmlBody.ShouldBeNull("what somebody named a product is never read as HTML");
        await AllDone(shop);
        app.MailsTo(other.Email).ShouldBeEmpty();
        app.MailsTo(lost.Email).ShouldBeEmpty();
        (await States(shop)).ShouldBe("sent");
    }

    [Fact]
    public async Task In_quiet_hours_it_waits_and_is_dropped_when_it_is_of_no_use_any_more()
    {
        var shop = await app.SignUp();
        var (sleeps, reads, settles) = (await app.Hire(shop, "staff"), await app.Hire(shop, "staff"), await app.Hire(shop, "staff"));
        var now = MinuteNow();
        foreach (var member in new[] { sleeps, reads, settles })
            await Choose(shop, member.Person, "at_once", (now + 1380) % 1440, (now + 60) % 1440);
        await app.TellLow(shop, "kopi", sleeps.Person);
        await app.TellLow(shop, "teh", reads.Person);
        await app.TellLow(shop, "gula", settles.Person);

        await Until.True(async () => await States(shop) == "held,held,held", "all wait");
        await app.As(shop, reads.Person, r => MarkNotifications.Do(r, new(null, true), Cancel));
        await app.Settle(shop, "gula");
        // Too early: their quiet hours have not ended.
        await shop.Due(SendNotification.Kind);
        await Until.True(async () => await States(shop) == "dropped,dropped,held", "what is of no use ends, what is stays held");
        app.MailsTo(sleeps.Email).ShouldBeEmpty();

        // They sleep at another time: now is none of it.
        await Choose(shop, sleeps.Person, "at_once", (now + 120) % 1440, (now + 180) % 1440);
        await shop.Due(SendNotification.Kind);
        await Until.True(() => app.MailsTo(sleeps.Email).Count == 1, "it comes after the quiet hours");
        await AllDone(shop);
        app.MailsTo(reads.Email).ShouldBeEmpty();
        app.MailsTo(settles.Email).ShouldBeEmpty();
        (await shop.Ask<string>("SELECT string_agg(reason, ',' ORDER BY reason) FROM platform.notification_deliveries")).ShouldBe(
            "read,settled"
        );
    }

    [Fact]
    public async Task A_digest_is_one_mail_also_with_two_nodes()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff");
        await Choose(shop, member.Person, "daily");
        foreach (var subject in new[] { "kopi", "teh", "gula" })
            await app.TellLow(shop, subject);
        await app.Settle(shop, "gula");
        await Until.True(
            async () => await shop.Ask<long>("SELECT count(*) FROM platform.notification_deliveries WHERE state = 'digest'") >= 2,
            "they are collected"
        );
        await Until.True(
            async () =>
                await shop.Ask<long>($"SELECT count(*) FROM platform.work_items WHERE kind = '{Notifier.Delivery}' AND state <> 'done'")
                == 0,
            "all were looked at"
        );
        app.MailsTo(member.Email).ShouldBeEmpty();

        await using var other = await app.AnotherNode();
        await shop.Due(SendDigest.Kind);
        await AllDone(shop);
        var mail = app.MailsTo(member.Email).ShouldHaveSingleItem();
        mail.Subject!.ShouldContain("2 notifications");
        mail.TextBody!.ShouldContain("kopi is running low");
        mail.TextBody!.ShouldContain("teh is running low");
        mail.TextBody!.ShouldNotContain("gula");
        (await shop.Ask<long>($"SELECT count(*) FROM platform.work_items WHERE kind = '{SendDigest.Kind}'")).ShouldBe(1);
    }

    [Fact]
    public async Task By_WhatsApp_where_there_is_a_provider_and_a_number()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff");
        (await Wish("", true)).ShouldBe("platform.required");
        (await Wish("03-2161 2345", true)).ShouldBe("platform.phone_invalid");
        (await Wish("012-345 6789", true)).ShouldBeNull();
        await app.TellLow(shop, "kopi");
        await Until.True(async () => await States(shop) == "sent", "it is sent");
        var sent = Directory.GetFiles(Path.Combine(app.DataFolder, "messages"), "*-whatsapp-*.json").ShouldHaveSingleItem();
        var message = System.Text.Json.JsonSerializer.Deserialize<Niaga.Platform.Mail.ShortMessage>(
            await File.ReadAllTextAsync(sent, Cancel)
        )!;
        message.To.ShouldBe("+60123456789");
        message.Text.ShouldContain("kopi is running low");
        // A way this deployment has no provider for is none.
        (await Wish("012-345 6789", true, "sms")).ShouldBe("platform.invalid");

        async Task<string?> Wish(string phone, bool wanted, string channel = "whatsapp") =>
            (
                await app.As(
                    shop,
                    member.Person,
                    r => ChooseNotifications.Do(r, new("at_once", [new(Telling.LowStock, channel, wanted)], Phone: phone), Cancel)
                )
            )
                .Refusal
                ?.Code;
    }

    [Fact]
    public async Task The_business_says_it_in_its_own_words_and_can_go_back()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff", "Aisyah");
        await Choose(shop, member.Person, "at_once");
        (await Say(shop, "Order {{product}}!", "Dear {{ name }},\n{{left}} of {{product}}: {{unknown}}")).ShouldBe([
            "platform.template_placeholder_unknown",
        ]);
        (await Say(shop, "Order {{product}}!", "Dear {{ name }},\nonly {{left}} of {{product}}.")).ShouldBeEmpty();
        // What a product is called is put in as it is and never read as a placeholder.
        await app.TellLow(shop, "kopi", product: "{{left}} Kopi");
        await Until.True(() => app.MailsTo(member.Email).Count == 1, "the mail is there");
        app.MailsTo(member.Email)[0].Subject.ShouldBe("Order {{left}} Kopi!");
        app.MailsTo(member.Email)[0].TextBody!.ReplaceLineEndings("\n").ShouldBe("Dear Aisyah,\nonly 3 of {{left}} Kopi.\n");

        (await app.As(shop, shop.Owner, r => ResetNotificationTemplate.Do(r, new(Telling.LowStock, "en"), Cancel))).Refusal.ShouldBeNull();
        await app.TellLow(shop, "teh");
        await Until.True(() => app.MailsTo(member.Email).Count == 2, "the mail is there");
        app.MailsTo(member.Email)[1].Subject.ShouldBe("teh is running low");
    }

    [Theory]
    [InlineData("Hi", "Hello <script>alert(1)</script>", "platform.template_markup")]
    [InlineData("Hi", "<img src=x onerror=alert(1)>", "platform.template_markup")]
    [InlineData("Hi", "</p>", "platform.template_markup")]
    [InlineData("<b>Hi</b>", "Hello", "platform.template_markup")]
    [InlineData("Hi", "javascript:alert(1)", "platform.template_markup")]
    [InlineData("Hi", "{{cost}}", "platform.template_placeholder_unknown")]
    [InlineData("Hi", "{{ product.name }}", "platform.template_placeholder_unknown")]
    [InlineData("Hi", "{{product", "platform.template_unclosed")]
    [InlineData("Hi", "product}}", "platform.template_unclosed")]
    [InlineData("Hi {{product}} {{", "Hello", "platform.template_unclosed")]
    [InlineData("", "Hello", "platform.required")]
    [InlineData("Hi", " ", "platform.required")]
    [InlineData("Hi\nBcc: a@b.my", "Hello", "platform.invalid")]
    public async Task A_template_that_must_not_be_is_refused_by_name_and_nothing_changes(string subject, string body, string code)
    {
        var shop = await Shop();
        (await Say(shop, subject, body)).ShouldContain(code);
        (await shop.Ask<long>("SELECT count(*) FROM platform.notification_templates")).ShouldBe(0);
    }

    [Fact]
    public async Task A_template_has_an_end_and_a_place()
    {
        var shop = await Shop();
        (await Say(shop, new string('a', 151), "Hello")).ShouldBe(["platform.too_long"]);
        (await Say(shop, "Hi", string.Concat(Enumerable.Repeat("{{", 1_000_000)))).ShouldBe(["platform.too_long"]);
        (await Say(shop, "Hi", "Hello", "platform.security_notice")).ShouldBe(["platform.not_found"]);
        (await Say(shop, "Hi", "Hello", language: "fr")).ShouldBe(["platform.not_found"]);
        var staff = await app.Hire(shop, "staff");
        (
            await app.As(shop, staff.Person, r => ChangeNotificationTemplate.Do(r, new(Telling.LowStock, "en", "Hi", "Hello"), Cancel))
        ).Refusal!.Code.ShouldBe("platform.forbidden");
    }

    private TestBusiness? shared;

    private async Task<TestBusiness> Shop() => shared ??= await app.SignUp();

    private async Task<string[]> Say(
        TestBusiness shop,
        string subject,
        string body,
        string kind = Telling.LowStock,
        string language = "en"
    ) =>
        [
            .. (
                await app.As(shop, shop.Owner, r => ChangeNotificationTemplate.Do(r, new(kind, language, subject, body), Cancel))
            ).Refusal?.All.Select(r => r.Code) ?? [],
        ];

    private async Task Choose(TestBusiness shop, PersonId person, string rhythm, int? from = null, int? until = null) =>
        (
            await app.As(
                shop,
                person,
                r =>
                    ChooseNotifications.Do(
                        r,
                        new(
                            rhythm,
                            [new(Telling.LowStock, "mail", true)],
                            from is { } start ? QuietHours.Show(start) : null,
                            until is { } end ? QuietHours.Show(end) : null
                        ),
                        Cancel
                    )
            )
        ).Refusal.ShouldBeNull();

    private static Task<string> States(TestBusiness shop) =>
        shop.Ask<string>("SELECT coalesce(string_agg(state, ',' ORDER BY state), '') FROM platform.notification_deliveries");

    private static Task AllDone(TestBusiness shop) =>
        Until.True(
            async () =>
                await shop.Ask<long>("SELECT count(*) FROM platform.work_items WHERE kind LIKE '%notification%' AND state = 'waiting'")
                == 0,
            "all work is done"
        );

    private static int MinuteNow()
    {
        var local = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), MalaysianTime.Zone);
        return (local.Hour * 60) + local.Minute;
    }

    private static DateTimeOffset At(string local) =>
        new(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8));

    public sealed class WithMessages : NiagaApp
    {
        protected override string[] Configuration => ["--Messages:WhatsApp=sandbox"];
    }
}
