using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Niaga.Identity.Passwords;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Accounts;

public sealed class PasswordRulesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("niaga-passwords-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(null, "platform.password_too_short")]
    [InlineData("", "platform.password_too_short")]
    [InlineData("123456789", "platform.password_too_short")]
    [InlineData("sembilan\u0007 aksara", "platform.invalid")]
    [InlineData("1234567890", "platform.password_too_common")]
    [InlineData("qwertyuiop", "platform.password_too_common")]
    [InlineData("PassWord123", "platform.password_too_common")]
    [InlineData("sayangkamu", "platform.password_too_common")]
    [InlineData("sayangkamu88!", "platform.password_too_common")]
    [InlineData("!!malaysia12", "platform.password_too_common")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", "platform.password_too_common")]
    [InlineData("xjxjxjxjxjxjxjxjxjxjxj", "platform.password_too_easy")]
    [InlineData("abababababababab", "platform.password_too_easy")]
    [InlineData("kucing9 kucing9 kucing9", "platform.password_too_easy")]
    [InlineData("p4ssw0rd p4ssw0rd", "platform.password_too_easy")]
    [InlineData("abcdefghijklmnop", "platform.password_too_common")]
    [InlineData("zxcvbnm,./asdf", "platform.password_too_easy")]
    [InlineData("31/12/1999 ", "platform.password_too_easy")]
    [InlineData("sitiaminah1988", "platform.password_too_common")]
    [InlineData("aminahosman1988", "platform.password_too_easy")]
    [InlineData("Aminah@Kedai1", "platform.password_too_easy")]
    [InlineData("kedairuncitmaju", "platform.password_too_easy")]
    [InlineData("Runcit_Maju_2026", "platform.password_too_easy")]
    [InlineData("siti@kedai-maju.my", "platform.password_too_easy")]
    [InlineData("niaga-niaga-2026", "platform.password_too_easy")]
    public void What_is_short_known_or_easy_is_refused_by_name(string? password, string code) =>
        Rules().Check(password, "Siti Aminah binti Osman", "siti@kedai-maju.my", "Kedai Runcit Maju").ShouldNotBeNull().Code.ShouldBe(code);

    [Theory]
    [InlineData(TestBusiness.Password)]
    [InlineData("tiga cawan teh tarik")]
    [InlineData("nasi lemak sambal")]
    [InlineData("kuih lapis sedap")]
    [InlineData("hujan turun di Ipoh")]
    [InlineData("kedai dekat simpang tiga")]
    [InlineData("vR7#kq2Lp!")]
    [InlineData("今天下雨我喝茶看书吧")]
    public void A_short_sentence_or_a_random_word_is_taken(string password) =>
        Rules().Check(password, "Siti Aminah binti Osman", "siti@kedai-maju.my", "Kedai Runcit Maju").ShouldBeNull();

    [Fact]
    public void The_demonstrations_password_is_one_that_its_owners_could_choose() =>
        Rules()
            .Check(
                Modules.DemoAccounts.Password,
                Modules.DemoAccounts.First.Owner,
                Modules.DemoAccounts.First.Email,
                Modules.DemoAccounts.First.Business
            )
            .ShouldBeNull();

    [Fact]
    public void The_list_of_known_passwords_is_worth_its_name() => KnownPasswords.Count.ShouldBeGreaterThan(100_000);

    /// <summary>Bytes; the dearest input below allocates four million.</summary>
    private const long MostAllocated = 10_000_000;

    [Fact]
    public void No_input_costs_much()
    {
        var rules = Rules();
        rules.Check("warm up the dictionaries");
        string[] parts =
        [
            "a",
            "ab",
            "4@8({[<369&#!1/|0$5+7%2",
            "1/1/2011 ",
            "qwertyuiop",
            "p4ssw0rd",
            "\ud83d\ude00",
            "İıß",
            "0741852963",
            "!Fk6[&Kp;`+Pu@e0UzEj5Z%Jo:_*Ot?d/TyDi4Y$In9^)Ns>c",
            // Never the same again, as far as is looked.
            string.Concat(Enumerable.Range(1, 100)),
            string.Concat(Enumerable.Range(1, 30).Select(i => $"p4ss{i}w0rd")),
        ];
        foreach (var part in parts)
        {
            var password = string.Concat(Enumerable.Repeat(part, 128))[..PasswordRules.MostLength];
            // What judging allocates is the same on a busy machine.
            var before = GC.GetAllocatedBytesForCurrentThread();
            rules.Check(password);
            rules.Check(password, password, password, password);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            allocated.ShouldBeLessThan(MostAllocated, part);
        }
        rules.Check(new string('x', 1_000_000)).ShouldNotBeNull().Code.ShouldBe("platform.too_long");
    }

    [Fact]
    public void Judging_side_by_side_judges_alike()
    {
        var rules = Rules();
        Parallel.For(
            0,
            400,
            i =>
                rules
                    .Check(i % 2 == 0 ? "siti aminah 1988" : "hujan turun di Ipoh", "Siti Aminah")
                    ?.Code.ShouldBe("platform.password_too_easy")
        );
        Parallel.For(
            0,
            400,
            i => (rules.Check(i % 2 == 0 ? "siti aminah 1988" : "hujan turun di Ipoh", "Siti Aminah") is null).ShouldBe(i % 2 == 1)
        );
    }

    [Theory]
    [InlineData("\r\n", true)]
    [InlineData("\n", true)]
    [InlineData("\r\n", false)]
    public void A_password_of_the_operators_file_is_refused_wherever_it_stands_in_it(string end, bool closed)
    {
        var stolen = Enumerable.Range(0, 120).Select(i => $"kata laluan curi nombor {i}").ToArray();
        var lines = stolen.Select((p, i) => $"{Sha1(p)}:{(i % 7 == 0 ? 1 : i * 1_234_567L)}").Order(StringComparer.Ordinal).ToArray();
        var rules = Rules(File(string.Join(end, lines) + (closed ? end : "")));
        foreach (var password in stolen)
            rules.Check(password).ShouldNotBeNull(password).Code.ShouldBe("platform.password_breached");
        for (var i = 120; i < 240; i++)
            rules.Check($"kata laluan curi nombor {i}").ShouldBeNull();
    }

    [Fact]
    public void A_file_of_one_line_and_an_empty_one_are_searched_too()
    {
        Rules(File(Sha1("hujan turun di Ipoh") + ":3")).Check("hujan turun di Ipoh").ShouldNotBeNull();
        Rules(File(Sha1("hujan turun di Ipoh") + ":3")).Check("hujan turun di Taiping").ShouldBeNull();
        Rules(File("")).Check("hujan turun di Ipoh").ShouldBeNull();
    }

    [Fact]
    public void Settings_that_protect_nobody_are_complained_of()
    {
        new PasswordSettings().Complaints().ShouldBeEmpty();
        new PasswordSettings { Iterations = 99_999 }
            .Complaints()
            .ShouldHaveSingleItem()
            .ShouldContain("99999");
        new PasswordSettings { BreachedFile = Path.Combine(folder, "none") }
            .Complaints()
            .ShouldHaveSingleItem()
            .ShouldContain("no file");
        new PasswordSettings { BreachedFile = File("password\n123456\n") }
            .Complaints()
            .ShouldHaveSingleItem()
            .ShouldContain("SHA-1");
        new PasswordSettings { BreachedFile = File(Sha1("a") + ":10\r\n") }
            .Complaints()
            .ShouldBeEmpty();
    }

    private static PasswordRules Rules(string? file = null) =>
        new(new BreachedPasswords(Options.Create(new PasswordSettings { BreachedFile = file })));

#pragma warning disable CA5350 // As the list of stolen passwords has it.
    private static string Sha1(string text) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350

    private string File(string content)
    {
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        System.IO.File.WriteAllText(path, content);
        return path;
    }
}
