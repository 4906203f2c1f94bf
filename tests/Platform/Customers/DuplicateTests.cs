using Niaga.Testing;
using Niaga.Trade.Customers;
using Shouldly;
using Xunit;
using static Niaga.Platform.Tests.Customers.CustomerBook;

namespace Niaga.Platform.Tests.Customers;

public sealed class DuplicateTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("Nur Aisyah binti Rahman", "nur aisyah rahman", true)]
    [InlineData("Nur Aisyah binti Rahman", "Nur Aishah Rahman", true)]
    [InlineData("Mohd Ali bin Abu", "Muhammad Ali Abu", true)]
    [InlineData("Rahman Nur Aisyah", "Nur Aisyah Rahman", true)]
    [InlineData("Syarikat Maju Jaya Sdn Bhd", "Maju Jaya", true)]
    [InlineData("Tan Ah Seng", "Tan Ah Beng", false)]
    [InlineData("Siti", "Siti Aminah", false)]
    [InlineData("Siti", "SITI", true)]
    [InlineData("Ali bin Abu", "Abu bin Bakar", false)]
    public void Names_are_alike_when_their_telling_words_are(string one, string other, bool alike)
    {
        CustomerDuplicates.AreAlike(one, other).ShouldBe(alike);
        CustomerDuplicates.AreAlike(other, one).ShouldBe(alike);
    }

    [Theory]
    [InlineData("phone=012-345 6789", "phone")]
    [InlineData("phone=0121111111;+60123456789", "phone")]
    [InlineData("email=AISYAH@example.my", "email")]
    [InlineData("tin=IG 845462070", "tin")]
    [InlineData("identity=880214 10 5566", "identity")]
    [InlineData("name=Nur Aishah Rahman", "name")]
    [InlineData("name=Nur Aisyah Rahman&phone=0123456789", "phone")]
    [InlineData("name=Tan Ah Seng", null)]
    [InlineData("phone=01&email=x&tin=y&name=", null)]
    public async Task Who_may_be_the_same_is_told_with_what_is_the_same(string typed, string? why)
    {
        using var book = await Open(app);
        var id = await book.Add(
            new
            {
                name = "Nur Aisyah binti Rahman",
                phones = new[] { "0123456789" },
                emails = new[] { "aisyah@example.my" },
                tin = "IG845462070",
                identity = "880214-10-5566",
            }
        );
        await book.Archive(await book.Add(new { name = "Nur Aisyah Rahman" }));

        var query = string.Join('&', typed.Split('&').Select(p => p.Split('=')).Select(p => $"{p[0]}={Uri.EscapeDataString(p[1])}"));
        var found = (await book.Get("/duplicates?" + query)).Ok.GetProperty("items");

        found.EnumerateArray().Select(f => f.GetProperty("why").GetString()).ShouldBe(why is null ? [] : [why]);
        (await book.Get($"/duplicates?{query}&except={id}")).Ok.GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_phone_belongs_to_one_customer_until_somebody_says_that_two_share_it()
    {
        using var book = await Open(app);
        var mother = await book.Add("Mak Cik Kiah", "0123456789");

        var refused = await book.Post("", new { name = "Anak", phones = new[] { "+60123456789" } });
        refused.ShouldBeRefused("trade.customer_phone_taken", 409);
        refused.Body.ToString().ShouldContain("Mak Cik Kiah");
        var child = await book.Add(
            new
            {
                name = "Anak",
                phones = new[] { "0123456789" },
                shared = true,
            }
        );

        (await book.LookUp("0123456789")).ShouldBe(["Anak", "Mak Cik Kiah"]);
        // Of one's own nothing is asked again.
        (await book.Put(child, new { name = "Anak Kiah", phones = new[] { "0123456789" } })).Status.ShouldBe(204);
        // An archived customer claims nothing; who comes back shares what was taken meanwhile.
        (await book.Archive(mother)).Status.ShouldBe(204);
        (await book.Archive(child)).Status.ShouldBe(204);
        await book.Add("Pemilik baharu", "0123456789");
        (await book.Post($"/{mother}/restore")).Status.ShouldBe(204);
        (await book.LookUp("0123456789")).ShouldBe(["Mak Cik Kiah", "Pemilik baharu"]);
    }

    [Fact]
    public async Task A_TIN_belongs_to_one_customer_but_for_the_stand_ins()
    {
        using var book = await Open(app);
        var first = await book.Add(new { name = "Ali", tin = "IG845462070" });
        (await book.Post("", new { name = "Abu", tin = "IG845462070" })).ShouldBeRefused("trade.customer_tin_taken", 409);
        await book.Add(new { name = "Awam 1", tin = "EI00000000010" });
        await book.Add(new { name = "Awam 2", tin = "EI00000000010" });

        (await book.Archive(first)).Status.ShouldBe(204);
        await book.Add(new { name = "Abu", tin = "IG845462070" });
        (await book.Post($"/{first}/restore")).ShouldBeRefused("trade.customer_taken_meanwhile", 409);
    }

    [Fact]
    public async Task An_identity_number_belongs_to_one_customer_however_it_is_written_and_finds_them()
    {
        using var book = await Open(app);
        var first = await book.Add(new { name = "Ali", identity = "880214-10-5566" });
        var guest = await book.Add(new { name = "John", identity = "a 1234-5678" });
        var officer = await book.Add(
            new
            {
                name = "Rahim",
                identityKind = "army",
                identity = "t 1234567",
            }
        );
        (await Identity(first)).ShouldBe("mykad 880214105566");
        (await Identity(guest)).ShouldBe("passport A12345678");
        (await Identity(officer)).ShouldBe("army T1234567");

        var refused = await book.Post("", new { name = "Abu", identity = "880214 105566" });
        refused.ShouldBeRefused("trade.customer_identity_taken", 409);
        refused.Body.ToString().ShouldContain("Ali");
        (await book.Put(guest, new { name = "John", identity = "880214105566" })).ShouldBeRefused("trade.customer_identity_taken", 409);
        foreach (
            var (body, code) in new (object, string)[]
            {
                (new { name = "X", identity = "880231-10-5566" }, "trade.customer_mykad_invalid"),
                (new { name = "X", identity = "AB" }, "trade.customer_passport_invalid"),
                (
                    new
                    {
                        name = "X",
                        identityKind = "army",
                        identity = "T",
                    },
                    "trade.customer_army_number_invalid"
                ),
                (new { name = "X", identityKind = "licence" }, "trade.customer_identity_kind_unknown"),
            }
        )
            (await book.Post("", body)).ShouldBeRefused(code, 400);

        foreach (var typed in new[] { "880214105566", "880214-10-5566" })
        {
            (await book.Names("q=" + typed)).ShouldBe(["Ali"], typed);
            (await book.LookUp(typed)).ShouldBe(["Ali"], typed);
        }
        (await book.Names("q=a12345678")).ShouldBe(["John"]);
        (await book.Names("q=880214")).ShouldBeEmpty();

        (await book.Archive(first)).Status.ShouldBe(204);
        await book.Add(new { name = "Abu", identity = "880214105566" });
        (await book.Post($"/{first}/restore")).ShouldBeRefused("trade.customer_taken_meanwhile", 409);

        async Task<string> Identity(Guid id) =>
            await book.Find(id) is var one ? $"{one.GetProperty("identityKind")} {one.GetProperty("identity")}" : "";
    }
}
