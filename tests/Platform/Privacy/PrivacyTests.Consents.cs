using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Platform.Tests.Customers;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Privacy.Requests;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Privacy;

/// <summary>Notices and what people agreed to: proof that nobody can change.</summary>
public sealed partial class PrivacyTests
{
    private const string Malay = "Kami menyimpan nama anda untuk menghantar pesanan.";
    private const string English = "We keep your name to deliver what you order.";

    [Fact]
    public async Task A_consent_is_kept_with_the_notice_the_words_and_the_paper_and_an_objection_ends_it_at_once()
    {
        using var book = await CustomerBook.Open(app);
        var shop = book.Business;
        var customer = await book.Add("Nur Aisyah binti Rahman", "012-345 6789");
        using var anybody = app.NewClient();
        (await anybody.GetStringAsync($"/{shop.Slug}/privacy-notice", Cancel)).ShouldNotContain(English);
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var form = await owner.Get($"/{shop.Slug}/settings/privacy/notices/new");
        form.Text.ShouldContain($"At Kedai {shop.Slug} we keep your name");
        var today = $"{app.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd}";
        await owner.Post(form, "notice", ("Form.Malay", Malay), ("Form.English", English), ("Form.EffectiveFrom", today));
        using var second = await book.Client.PostAsJsonAsync(
            "/api/v1/privacy-notices",
            new
            {
                malay = Malay + " Dua.",
                english = English + " Two.",
                effectiveFrom = "2999-01-01",
            },
            Cancel
        );
        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        var notice = await anybody.GetStringAsync($"/{shop.Slug}/privacy-notice", Cancel);
        notice.ShouldContain(Malay);
        notice.ShouldContain(English);
        notice.ShouldNotContain(English + " Two.");
        foreach (
            var (body, code) in new (object, string)[]
            {
                (
                    new
                    {
                        malay = Malay,
                        english = "short",
                        effectiveFrom = today,
                    },
                    "privacy.notice_too_short"
                ),
                (
                    new
                    {
                        malay = Malay,
                        english = English,
                        effectiveFrom = "2020-01-01",
                    },
                    "privacy.notice_backdated"
                ),
                (
                    new
                    {
                        malay = Malay,
                        english = English,
                        effectiveFrom = "soon",
                    },
                    "platform.malformed_day"
                ),
            }
        )
        {
            using var refused = await book.Client.PostAsJsonAsync("/api/v1/privacy-notices", body, Cancel);
            (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain(code);
        }

        using var file = new ByteArrayContent("Signed"u8.ToArray());
        file.Headers.ContentType = new("application/octet-stream");
        using var attached = await book.Client.PostAsync($"/api/v1/customers/{customer}/attachments?name=borang.txt", file, Cancel);
        var paper = (await attached.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()!;
        var card = $"/{shop.Slug}/customers/{customer}?tab=consents";
        await owner.Post(
            await owner.Get(card),
            "consent",
            ("Form.Purpose", "marketing_email"),
            ("Form.Channel", "form"),
            ("Form.Wording", "Ya, hantar e-mel."),
            ("Form.Attachment", paper)
        );
        (await book.Post($"/{customer}/consents", new { purpose = "reminders", channel = "phone" })).Status.ShouldBe(201);
        (
            await book.Post(
                $"/{customer}/consents",
                new
                {
                    purpose = "loyalty",
                    channel = "phone",
                    attachment = Guid.NewGuid(),
                }
            )
        ).ShouldBeRefused("trade.consent_paper_unknown", 404);
        var consents = (await book.Get($"/{customer}/consents")).Ok.EnumerateArray().ToArray();
        var mail = consents.Single(c => c.GetProperty("purpose").GetString() == "marketing_email");
        mail.GetProperty("noticeVersion").GetInt32().ShouldBe(1);
        mail.GetProperty("wording").GetString().ShouldBe("Ya, hantar e-mel.");
        mail.GetProperty("attachment").GetString().ShouldBe(paper);
        consents
            .Single(c => c.GetProperty("purpose").GetString() == "reminders")
            .GetProperty("wording")
            .GetString()
            .ShouldBe("I agree to be sent reminders.");

        // Nothing of it changes, whoever runs SQL.
        foreach (
            var statement in new[]
            {
                "UPDATE trade.customer_consents SET purpose = 'sharing' RETURNING 1",
                "UPDATE trade.customer_consents SET given_at = given_at - interval '1 day' RETURNING 1",
                "UPDATE trade.consent_proofs SET wording = 'All' RETURNING 1",
                "UPDATE privacy.notices SET text_en = text_en || '.' RETURNING 1",
            }
        )
            await Should.ThrowAsync<PostgresException>(() => shop.Ask<int>(statement), statement);

        var objection = await Do(
            shop,
            s => RecordRequest.Do(s, new("objection", "trade.customer", customer, null, null, null, today), Cancel)
        );
        await Do(shop, s => ConfirmIdentity.Do(s, new(objection, "account", null), Cancel));
        await Do(shop, s => AnswerRequest.Do(s, new(objection, null), Cancel));
        (await shop.Ask<string>("SELECT string_agg(purpose, ',') FROM trade.customer_consents WHERE withdrawn_at IS NULL")).ShouldBe(
            "reminders"
        );
        // A withdrawal, by the API, ends what else holds.
        var withdrawal = await Made(
            book.Client,
            "requests",
            new
            {
                kind = "withdrawal",
                subject = "trade.customer",
                subjectId = customer,
            }
        );
        await Step(book.Client, $"requests/{withdrawal}/answer", new { }, "privacy.identity_missing");
        await Step(book.Client, $"requests/{withdrawal}/extend", new { reason = "Busy" }, "privacy.holds_at_once");
        await Step(book.Client, $"requests/{withdrawal}/identity", new { way = "document", note = "MyKad" });
        await Step(book.Client, $"requests/{withdrawal}/answer", new { });
        (await shop.Ask<long>("SELECT count(*) FROM trade.customer_consents WHERE withdrawn_at IS NULL")).ShouldBe(0);
        var page = (await owner.Get(card)).Text;
        page.ShouldContain("by a request under the law");
        page.ShouldContain("Objection to marketing 1");
        page.ShouldContain("Privacy notice version 1 held then");
        await Should.ThrowAsync<PostgresException>(() =>
            shop.Ask<int>(
                "UPDATE trade.customer_consents SET withdrawn_at = NULL, withdrawn_channel = NULL "
                    + "WHERE withdrawn_at IS NOT NULL RETURNING 1"
            )
        );
    }
}
