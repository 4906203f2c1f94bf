using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Attempts;
using Niaga.Identity.People;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Accounts;

/// <summary>Every place that sets a password asks the same rules, and says its sentence beside the field.</summary>
public sealed class PasswordPlacesTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("short", "at least 10 characters")]
    [InlineData("1234567890", "guessed first")]
    [InlineData("Kedai Puan Ros", "nothing to do with you")]
    public async Task Signing_up(string password, string says)
    {
        using var browser = new Browser(app);
        (await browser.SignUp(AccountSteps.Fresh(), "rosnah@kedai.my", password)).ErrorOf("Password").ShouldNotBeNull().ShouldContain(says);
    }

    [Fact]
    public async Task What_the_rules_let_pass_signs_up_changes_and_resets()
    {
        // Few different signs, but long and in no pattern.
        const string Few = "xqkqxkkqxqkxxkqkxqxkkqqxkq";
        using var browser = new Browser(app);
        var slug = AccountSteps.Fresh();
        (await browser.SignUp(slug, $"{slug}@kedai.my", Few)).Location.ShouldNotBeNull().ShouldEndWith($"/{slug}/");
    }

    [Fact]
    public async Task Signing_up_says_it_in_Malay()
    {
        using var browser = new Browser(app);
        var page = await browser.Post(await browser.Get("/ms/sign-up"), "sign-up", ("Form.Password", "1234567890"));
        page.ErrorOf("Password").ShouldNotBeNull().ShouldContain("digunakan oleh ramai orang");
    }

    [Fact]
    public async Task Changing_it()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        var page = await browser.Get("/account/security");
        foreach (
            var (password, says) in new[]
            {
                ("1234567890", "guessed first"),
                ("siti owner 99", "nothing to do with you"),
                ($"{business.Slug}", "nothing to do with you"),
            }
        )
        {
            (
                await browser.Post(page, "password", ("Change.Current", TestBusiness.Password), ("Change.Password", password))
            ).Text.ShouldContain(says);
        }
        (
            await browser.Post(page, "password", ("Change.Current", TestBusiness.Password), ("Change.Password", TestBusiness.Password))
        ).Text.ShouldContain("the password you have");
        (
            await browser.Post(page, "password", ("Change.Current", TestBusiness.Password), ("Change.Password", "nasi lemak sambal"))
        ).Location.ShouldEndWith("/account/security");
    }

    [Fact]
    public async Task Resetting_it_and_nothing_of_the_person_is_told_without_the_link()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        await browser.Forget(business.Email);
        var path = await app.Link(business.Email);
        (await browser.Post(await browser.Get(path), "reset", ("Form.Password", "siti owner 99")))
            .ErrorOf("Password")
            .ShouldNotBeNull()
            .ShouldContain("nothing to do with you");
        var forged = path[..(path.IndexOf("code=", StringComparison.Ordinal) + 5)] + "bm8";
        var refused = await browser.Post(await browser.Get(forged), "reset", ("Form.Password", "siti owner 99"));
        refused.ErrorOf("Password").ShouldBeNull();
        refused.Text.ShouldContain("has been used");
        (await browser.Post(await browser.Get(path), "reset", ("Form.Password", "nasi lemak sambal"))).Location.ShouldEndWith("/sign-in");
    }
}

/// <summary>What a password costs to check.</summary>
public sealed class HashTests(ProductionHashApp app) : IClassFixture<ProductionHashApp>
{
    [Fact]
    public async Task An_old_hash_is_renewed_at_sign_in_and_opens_before_and_after()
    {
        var business = await app.SignUp();
        var today = await Hash(business);
        Iterations(today).ShouldBe(210_000);

        var old = new PasswordHasher<Person>(
            Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 10_000 })
        ).HashPassword(null!, TestBusiness.Password);
        await app.Ask<Guid>("UPDATE platform.people SET password_hash = $2 WHERE id = $1 RETURNING id", business.Owner.Value, old);
        using var browser = new Browser(app);
        (await browser.SignIn(business.Email, "not the password")).Status.ShouldBe(HttpStatusCode.OK);
        Iterations(await Hash(business)).ShouldBe(10_000);
        (await browser.SignIn(business.Email)).Location.ShouldEndWith($"/{business.Slug}/");
        Iterations(await Hash(business)).ShouldBe(210_000);
        // Who is signed in is not asked again.
        using var later = new Browser(app);
        (await later.SignIn(business.Email)).Location.ShouldEndWith($"/{business.Slug}/");
    }

    [Fact]
    public void Nobodys_hash_costs_what_a_real_one_costs() =>
        Iterations(app.Services.GetRequiredService<NobodysPassword>().Hash).ShouldBe(210_000);

    private async Task<string> Hash(TestBusiness business) =>
        await app.Ask<string>("SELECT password_hash FROM platform.people WHERE id = $1", business.Owner.Value);

    /// <summary>From Identity's format 3: marker, PRF, iterations, each of the last two 4 bytes, big end first.</summary>
    private static int Iterations(string hash)
    {
        var bytes = Convert.FromBase64String(hash);
        bytes[0].ShouldBe((byte)1);
        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)).ShouldBe(2, "HMAC-SHA-512");
        return System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5));
    }
}
