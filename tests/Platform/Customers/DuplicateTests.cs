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
            }
        );
        await book.Archive(await book.Add(new { name = "Nur Aisyah Rahman" }));

        var query = string.Join('&', typed.Split('&').Select(p => p.Split('=')).Select(p => $"{p[0]}={Uri.EscapeDataString(p[1])}"));
        var found = (await book.Get("/duplicates?" + query)).Ok.GetProperty("items");

        found.EnumerateArray().Select(f => f.GetProperty("why").GetString()).ShouldBe(why is null ? [] : [why]);
        (await book.Get($"/duplicates?{query}&except={id}")).Ok.GetProperty("items").GetArrayLength().ShouldBe(0);
    }
}
