using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Modules;
using Niaga.Platform.Subjects;
using Niaga.Platform.Tests.Customers;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Privacy.Requests;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using UglyToad.PdfPig;
using Xunit;

namespace Niaga.Platform.Tests.Privacy;

/// <summary>What people ask under the law: clocks, answers, and the link somebody fetches theirs by.</summary>
public sealed partial class PrivacyTests
{
    private const string Said = """
        Siti Owner rang her on Monday. Encik TAN  ah kow (+6019-876 5432, tak@example.my, IG12345678901) paid for Nur Aisyah.
        Tan Ah Beng did not; Alia's aliases stay, 012-345 6789 too.
        """;

    private static readonly string[] Masked =
    [
        "[another person] rang her on Monday. Encik [another person] ([another person], [another person], [another person]) paid for Nur",
        "Tan Ah Beng did not; [another person]'s aliases stay, 012-345 6789 too.",
    ];

    [Fact]
    public async Task Access_from_the_first_word_to_the_file_in_the_law_s_time()
    {
        using var book = await CustomerBook.Open(app);
        var shop = book.Business;
        var customer = await book.Add(
            new
            {
                name = "Nur Aisyah binti Rahman",
                phones = new[] { "012-345 6789" },
                emails = new[] { "aisyah@example.my" },
                note = "Suka kopi kaw",
                addresses = new[]
                {
                    new
                    {
                        line1 = "12, Jalan Meru Indah 3",
                        postcode = "41050",
                        town = "Klang",
                        state = "10",
                    },
                },
            }
        );
        await book.Add(
            new
            {
                name = "Tan Ah Kow",
                phones = new[] { "019-876 5432" },
                emails = new[] { "tak@example.my" },
                tin = "IG12345678901",
            }
        );
        await book.Add("Alia");
        var record = $"/api/v1/customers/{customer}";
        (await book.Client.PostAsJsonAsync(record + "/notes", new { text = Said }, Cancel)).EnsureSuccessStatusCode();
        using var file = new ByteArrayContent("Form she signed"u8.ToArray());
        file.Headers.ContentType = new("application/octet-stream");
        (await book.Client.PostAsync(record + "/attachments?name=borang-Tan%20Ah%20Kow.txt", file, Cancel)).EnsureSuccessStatusCode();

        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        (await owner.Get($"/{shop.Slug}/settings/privacy/requests/new?q=aisyah")).Body.ShouldContain($"id={customer}");
        var form = await owner.Get($"/{shop.Slug}/settings/privacy/requests/new?subject=trade.customer&id={customer}");
        form.Body.ShouldContain("Nur Aisyah binti Rahman");
        var made = await owner.Post(form, "request", ("Form.Kind", "access"), ("Form.ReceivedOn", "2027-03-03"), ("Form.Details", "Semua"));
        var address = $"/{shop.Slug}/" + made.Location!.Split($"{shop.Slug}/")[^1];
        var request = Guid.Parse(address.Split('/')[^1]);
        (await shop.Ask<DateOnly>("SELECT due_on FROM privacy.requests")).ShouldBe(new(2027, 3, 24));
        RequestKinds.DueOn("access", new(2027, 3, 3), extended: false).ShouldBe(new(2027, 3, 24));

        // Nobody is told anything before it is known who they are, in the database too.
        await Refused(shop, s => AnswerRequest.Do(s, new(request, null), Cancel), "privacy.identity_missing");
        (
            await Should.ThrowAsync<PostgresException>(() =>
                shop.Ask<int>("UPDATE privacy.requests SET state = 'answered', closed_at = now() RETURNING 1")
            )
        ).ConstraintName.ShouldBe("requests_answered_to_whom_they_are");

        var extended = await owner.Post(await owner.Get(address), "extend", ("Form.Reason", "Rekod lama dalam stor"));
        extended.Status.ShouldBe(HttpStatusCode.Found);
        (await shop.Ask<DateOnly>("SELECT due_on FROM privacy.requests")).ShouldBe(new(2027, 4, 7));
        await Refused(shop, s => ExtendRequest.Do(s, new(request, "again"), Cancel), "privacy.extended_before");

        await owner.Post(await owner.Get(address), "identity", ("Form.Way", "document"), ("Form.Note", "MyKad"));
        var answered = await owner.Post(await owner.Get(address), "answer", ("Form.Note", ""));
        answered.Status.ShouldBe(HttpStatusCode.OK);
        var link = Link().Match(answered.Body).Value;
        var code = Code().Match(answered.Body).Groups[1].Value;
        code.Length.ShouldBe(9);
        (await owner.Get(address)).Body.ShouldNotContain(code);

        using var person = new Browser(app);
        var page = await person.Get($"/{shop.Slug}/{link}");
        page.Status.ShouldBe(HttpStatusCode.OK);
        (await person.Get($"/{shop.Slug}/privacy-answers/nobody")).Status.ShouldBe(HttpStatusCode.NotFound);
        var wrong = await person.Post(page, "code", ("Form.Code", "2222-2222"));
        wrong.Status.ShouldBe(HttpStatusCode.Forbidden);
        wrong.Body.ShouldContain("4 tries are left");
        var opened = await person.Post(page, "code", ("Form.Code", code.ToLowerInvariant().Replace('-', ' ')));
        var path = WebUtility.HtmlDecode(File().Match(opened.Body).Value);
        var zip = await Fetch(shop, path, HttpStatusCode.OK);
        await Fetch(shop, path.Split('?')[0], HttpStatusCode.Gone);
        (await person.Get($"/{shop.Slug}/{link}")).Status.ShouldBe(HttpStatusCode.Gone);
        // The other business's address knows nothing of it.
        var other = await app.SignUp();
        (await person.Get($"/{other.Slug}/{link}")).Status.ShouldBe(HttpStatusCode.NotFound);

        using var archive = new ZipArchive(new MemoryStream(zip));
        archive
            .Entries.Select(e => e.FullName)
            .ShouldBe(["data.json", "my-data-en.pdf", "data-saya-ms.pdf", "files/01-borang-[another person].txt"], ignoreOrder: true);
        Text(archive, "files/01-borang-[another person].txt").ShouldBe("Form she signed");
        var data = JsonDocument.Parse(Text(archive, "data.json")).RootElement;
        data.GetProperty("data").GetProperty("trade.customers")[0].GetProperty("note").GetString().ShouldBe("Suka kopi kaw");
        foreach (
            var known in new[]
            {
                "+60123456789",
                "aisyah@example.my",
                "12, Jalan Meru Indah 3",
                "Klang",
                "Semua",
                "borang-[another person].txt",
            }
        )
            Text(archive, "data.json").ShouldContain(known);
        Text(archive, "data.json").ShouldNotContain("Siti Owner");
        // Others are masked by whatever tells who they are; words of one's own name, and who is called nearly so, are not.
        foreach (var masked in Masked)
            Text(archive, "data.json").ShouldContain(masked);
        Text(archive, "data.json").ShouldNotContain("Kow", Case.Insensitive);
        Text(archive, "data.json").ShouldNotContain("5432");
        Paper(Bytes(archive, "data-saya-ms.pdf")).ShouldContain("[oranglain]rangheronMonday");
        data.GetProperty("disclosures").GetArrayLength().ShouldBeGreaterThan(1);
        data.GetProperty("sources")[0].GetProperty("action").GetString().ShouldBe("trade.customer_created");
        Paper(Bytes(archive, "my-data-en.pdf")).ShouldContain("Sukakopikaw");
        (
            await shop.Ask<long>(
                $"SELECT count(*) FROM platform.audit_entries e JOIN platform.looks d USING (tenant_id, entry_id) "
                    + $"WHERE d.subject_id = '{customer}' AND e.after::json ->> 'purpose' = 'request' AND e.after LIKE '%note%'"
            )
        ).ShouldBeGreaterThan(0);
        (
            await shop.Ask<long>(
                "SELECT count(*) FROM platform.audit_entries WHERE action IN ('privacy.answer_opened', 'privacy.answer_code_wrong')"
            )
        ).ShouldBe(2);

        // A new link ends the old one; a week later it is over, and the next morning nothing of it is left.
        var renewed = await owner.Post(await owner.Get(address), "renew");
        var again = Link().Match(renewed.Body).Value;
        again.ShouldNotBe(link);
        app.Clock.Pass(TimeSpan.FromDays(7));
        using (var later = new Browser(app))
            (await later.Get($"/{shop.Slug}/{again}")).Status.ShouldBe(HttpStatusCode.Gone);
        await Morning(shop);
        (await shop.Ask<long>("SELECT count(*) FROM privacy.answers WHERE file_id IS NOT NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task Of_many_who_extend_at_once_one_does()
    {
        var shop = await app.SignUp();
        var request = await Record(shop, "access");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Extend(shop, request, $"reason {i}")));
        outcomes.Count(code => code is null).ShouldBe(1);
        outcomes.OfType<string>().Distinct().ShouldBe(["privacy.extended_before"]);
        (await shop.Ask<long>("SELECT count(*) FROM privacy.request_events WHERE what = 'extended'")).ShouldBe(1);
        // Nor does a statement of its own move the day again.
        (
            await Should.ThrowAsync<PostgresException>(() =>
                shop.Ask<int>("UPDATE privacy.requests SET extended_at = NULL, due_on = received_on + 21 RETURNING 1")
            )
        ).ConstraintName.ShouldBe("requests_extended_once");
        (
            await Should.ThrowAsync<PostgresException>(() =>
                shop.Ask<int>("UPDATE privacy.request_events SET what = 'refused' RETURNING 1")
            )
        ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Wrong_codes_close_a_link_however_many_try_at_once()
    {
        var shop = await app.SignUp();
        var request = await Record(shop, "portability");
        await Do(shop, s => ConfirmIdentity.Do(s, new(request, "known", null), Cancel));
        var link = await Do(shop, s => AnswerRequest.Do(s, new(request, null), Cancel));
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async _ =>
                {
                    using var person = new Browser(app);
                    var page = await person.Get($"/{shop.Slug}/{link.Path}");
                    return page.Status == HttpStatusCode.Gone
                        ? page.Status
                        : (await person.Post(page, "code", ("Form.Code", "2345-6789"))).Status;
                })
        );
        answers.Count(s => s == HttpStatusCode.Forbidden).ShouldBe(4, "the fifth closes it");
        answers.Count(s => s == HttpStatusCode.Gone).ShouldBe(8);
        using var late = new Browser(app);
        (await late.Get($"/{shop.Slug}/{link.Path}")).Status.ShouldBe(HttpStatusCode.Gone, "the right code comes too late");
        (await shop.Ask<int>("SELECT tries FROM privacy.answers")).ShouldBe(5);
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_nothing_is_half_done()
    {
        var shop = await app.SignUp();
        var fine = new RecordRequest.Input("access", null, null, "Tan Ah Kow", null, null, "2027-03-03");
        foreach (
            var (input, code) in new (RecordRequest.Input, string)[]
            {
                (fine with { Kind = "anything" }, "privacy.kind_unknown"),
                (fine with { Name = " " }, "platform.required"),
                (fine with { Name = new('x', 200) }, "platform.too_long"),
                (fine with { ReceivedOn = "yesterday" }, "platform.malformed_day"),
                (fine with { ReceivedOn = "2031-01-01" }, "privacy.day_to_come"),
                (fine with { ReceivedOn = "2020-01-01" }, "privacy.day_too_old"),
                (fine with { Subject = "trade.customer", SubjectId = Guid.NewGuid() }, "privacy.subject_not_found"),
                (fine with { Subject = "trade.nothing", SubjectId = Guid.NewGuid() }, "privacy.subject_not_found"),
            }
        )
            await Refused(shop, s => RecordRequest.Do(s, input, Cancel), code);
        (await shop.Ask<long>("SELECT count(*) FROM privacy.requests")).ShouldBe(0);

        var objection = await Record(shop, "objection");
        await Refused(shop, s => ExtendRequest.Do(s, new(objection, "Busy"), Cancel), "privacy.holds_at_once");
        await Refused(shop, s => RefuseRequest.Do(s, new(objection, "burden", "Too much"), Cancel), "privacy.ground_unknown");
        await Refused(shop, s => ConfirmIdentity.Do(s, new(objection, "smell", null), Cancel), "privacy.identity_way_unknown");
        await Refused(shop, s => ConfirmIdentity.Do(s, new(objection, "other", " "), Cancel), "platform.required");
        await Refused(shop, s => RenewAnswer.Do(s, objection, Cancel), "privacy.nothing_to_fetch");
        await Refused(shop, s => RefuseRequest.Do(s, new(Guid.NewGuid(), "identity", "Who?"), Cancel), "privacy.request_not_found");
        await Do(shop, s => RefuseRequest.Do(s, new(objection, "identity", "Who?"), Cancel));
        await Refused(shop, s => ConfirmIdentity.Do(s, new(objection, "known", null), Cancel), "privacy.request_closed");

        var correction = await Record(shop, "correction");
        await Do(shop, s => ConfirmIdentity.Do(s, new(correction, "known", null), Cancel));
        await Refused(shop, s => AnswerRequest.Do(s, new(correction, ""), Cancel), "privacy.nothing_corrected");
        await Do(shop, s => AnswerRequest.Do(s, new(correction, "Nama ayah"), Cancel));
        using var browser = await shop.Browser();
        foreach (var (language, says) in new[] { ("ms", "telah membetulkan"), ("en", "have corrected") })
        {
            var letter = await browser.GetByteArrayAsync($"settings/privacy/requests/{correction}/letter?language={language}", Cancel);
            Paper(letter).ShouldContain(says.Replace(" ", ""));
            Paper(letter).ShouldContain("Namaayah");
        }
    }

    [Fact]
    public async Task Whoever_answers_is_told_before_it_is_due_and_after()
    {
        var shop = await app.SignUp();
        var soon = await Record(shop, "access", 15);
        await Record(shop, "access", 2);
        var late = await Record(shop, "access", 22);
        await Morning(shop);
        (await Told(shop, "privacy.request_due")).ShouldBe(soon.ToString());
        (await Told(shop, "privacy.request_overdue")).ShouldBe(late.ToString());
        using var browser = await shop.Browser();
        var list = await browser.GetStringAsync("settings/privacy", Cancel);
        list.IndexOf(late.ToString(), StringComparison.Ordinal).ShouldBeLessThan(list.IndexOf(soon.ToString(), StringComparison.Ordinal));
        list.ShouldContain("Overdue");
        await Refused(shop, s => ExtendRequest.Do(s, new(late, "Forgotten"), Cancel), "privacy.extended_too_late");
        await Do(shop, s => RefuseRequest.Do(s, new(late, "not_found", "Of whom?"), Cancel));
        (await Told(shop, "privacy.request_overdue")).ShouldBe("");
    }
}
