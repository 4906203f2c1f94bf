using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Host.Commands;
using Niaga.Host.Database;
using Niaga.Platform.Archives;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.Signing;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Archives;

/// <summary>A whole business goes out as one encrypted file and comes in again, here or elsewhere, as it was or not at all.</summary>
public sealed class ArchiveTests(ArchivedShop shop) : IClassFixture<ArchivedShop>
{
    [Fact]
    public async Task It_comes_in_beside_itself_and_works()
    {
        var imported = (await shop.Import(shop.Archive, "salinan-satu", newId: true)).Value;
        imported.Files.ShouldBe(1);
        imported.Elsewhere.ShouldBe(0);
        var copy = await shop.Find("salinan-satu");
        // What was loaded can be taken and brought in again, and comes to the same.
        var again = ArchiveCraft.Open(await shop.Take(copy.Tenant));
        var first = ArchiveCraft.Open(shop.Archive);
        foreach (var (name, content) in first.Entries.Where(e => e.Name.StartsWith("data/", StringComparison.Ordinal)))
        {
            // The copy's own log goes on.
            if (!name.Contains("audit", StringComparison.Ordinal) && !name.Contains("disclosed", StringComparison.Ordinal))
                again[name].ShouldBe(System.Text.Encoding.UTF8.GetString(content), name);
        }
        using var browser = await copy.Browser();
        (await browser.GetStringAsync("customers?q=aisyah")).ShouldContain("Nur Aisyah binti Rahman");
        (await browser.GetStringAsync("customers?q=0123334444")).ShouldContain("Nur Aisyah binti Rahman");
        foreach (var page in new[] { "", "products", "reports", "settings", "settings/members", "settings/audit" })
            (await browser.GetAsync(page)).StatusCode.ShouldBe(HttpStatusCode.OK, page);
        await using var scope = copy.Act();
        (await scope.ServiceProvider.GetRequiredService<TenantFiles>().Find(shop.File, CancellationToken.None))!.Content.ShouldBe(
            ArchivedShop.FileBytes
        );
    }

    [Fact]
    public async Task Fifty_bytes_anywhere_each_changed_and_it_does_not_open()
    {
        var random = new Random(20261130);
        var before = await shop.State();
        for (var i = 0; i < 50; i++)
        {
            var changed = shop.Archive.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            (await shop.Import(changed, "diubah", newId: true)).Refusal.ShouldNotBeNull($"change {i}");
        }
        foreach (var length in new[] { 0, 1, 100, shop.Archive.Length / 2, shop.Archive.Length - 1 })
            (await shop.Import(shop.Archive[..length], "dipotong", newId: true)).Refusal!.Code.ShouldBe("platform.archive_does_not_open");
        (await shop.Import(shop.Archive, "salah", newId: true, passphrase: "bukan frasa laluan ini")).Refusal!.Code.ShouldBe(
            "platform.archive_does_not_open"
        );
        (await shop.State()).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_no_archive_of_ours_is_refused_by_name_and_nothing_is_changed()
    {
        var before = await shop.State();
        var key = shop.App.Services.GetRequiredService<SigningKey>();
        foreach (var (code, craft) in Bad())
            (await shop.Import(craft(ArchiveCraft.Open(shop.Archive)).Close(key), "buruk", newId: true)).Refusal?.Code.ShouldBe(
                code,
                craft.Method.Name
            );
        // Signed by nobody, or by somebody else.
        var forged = ArchiveCraft.Open(shop.Archive).Rewrite("retail.products", t => t.Replace("Milo", "Mile", StringComparison.Ordinal));
        var signedWrong = forged.Close(null);
        (await shop.Import(signedWrong, "buruk", newId: true)).Refusal!.Code.ShouldBe("platform.archive_wrong_signature");
        (await shop.Import(forged.Manifest(m => m["key"] = "0123456789abcdef").Close(null), "buruk", newId: true)).Refusal!.Code.ShouldBe(
            "platform.archive_unknown_signer"
        );
        // It is here, under its own id; and its address is taken.
        (await shop.Import(shop.Archive, "buruk", newId: false)).Refusal!.Code.ShouldBe("platform.archive_business_exists");
        (await shop.Import(shop.Archive, shop.Business.Slug, newId: true)).Refusal!.Code.ShouldBe("platform.slug_taken");
        (await shop.Import(shop.Archive, "api", newId: true)).Refusal!.Code.ShouldBe("platform.slug_reserved");
        // The operator's command says it in a sentence.
        await Is_said(shop.Archive[..^1], "download it again");
        await Is_said(signedWrong, "somebody changed it");
        await Is_said(ArchiveCraft.Open(shop.Archive).Manifest(m => m["format"] = 2).Close(key), "newest version first");
        await Is_said(shop.Archive, "--new-id");
        (await shop.State()).ShouldBe(before);
    }

    private async Task Is_said(byte[] archive, string words)
    {
        Environment.SetEnvironmentVariable("NIAGA_ARCHIVE_PASSPHRASE", ArchiveCraft.Passphrase);
        var file = Path.Combine(shop.App.DataFolder, "import.zip.pgp");
        await File.WriteAllBytesAsync(file, archive);
        (
            await Should.ThrowAsync<PrerequisiteMissing>(() => TenantArchiveCommand.Import(shop.App.Services, file, "buruk", []))
        ).Message.ShouldContain(words);
    }

    private static IEnumerable<(string Code, Func<ArchiveCraft, ArchiveCraft> Craft)> Bad()
    {
        yield return ("platform.archive_newer_format", a => a.Manifest(m => m["format"] = 2));
        yield return ("platform.archive_newer_schema", a => a.Manifest(m => m["schema"]!["retail"] = "9999_later.sql"));
        yield return ("platform.archive_unknown_part", a => Renamed(a, "retail.products", "retail.nothing"));
        yield return ("platform.archive_unknown_part", a => Renamed(a, "retail.products", "platform.people"));
        yield return (
            "platform.archive_unknown_part",
            a =>
                a.Manifest(m =>
                    m["tables"]!.AsArray().First(t => t!["name"]!.GetValue<string>() == "retail.products")!["columns"]!
                        .AsArray()
                        .Add("more")
                )
        );
        yield return (
            "platform.archive_changed",
            a => a.Put("data/retail.products.jsonl", a["data/retail.products.jsonl"].Replace("Milo", "Mile"))
        );
        yield return ("platform.archive_row", a => a.Rewrite("retail.products", t => t.Replace("\"price_sen\":", "\"price\":")));
        yield return (
            "platform.archive_row",
            a => a.Rewrite("retail.products", t => t.Replace("\"price_sen\":", "\"sku\":\"x\",\"price_sen\":"))
        );
        yield return ("platform.archive_row", a => a.Rewrite("retail.products", t => t.Replace("\"price_sen\":", "\"price_sen\":-")));
        yield return ("platform.archive_row", a => a.Rewrite("retail.products", t => t + "nonsense\n"));
        yield return ("platform.archive_row", a => a.Rewrite("retail.products", t => t + t));
        // What points to a row that is not there; what does not add up.
        yield return ("platform.archive_row", a => a.Rewrite("trade.customers", _ => ""));
        yield return ("platform.archive_changed", a => Bytes(a, "files/"));
        yield return ("platform.archive_no_archive", a => Also(a, "../../etc/cron.d/niaga"));
        yield return ("platform.archive_no_archive", a => Also(a, "data/retail.products.jsonl"));
        yield return ("platform.archive_no_archive", a => Also(a, "files/1"));
        yield return ("platform.archive_no_archive", a => Without(a, "manifest.json"));
        yield return ("platform.archive_no_archive", a => Without(a, "data/retail.products.jsonl"));
        yield return ("platform.archive_no_archive", a => a.Put("manifest.json", "{"));
        yield return ("platform.archive_no_archive", a => a.Manifest(m => m["tables"] = null));
        yield return ("platform.archive_bomb", a => a.Put("README.txt", new string('0', 20_000_000)));
    }

    private static ArchiveCraft Renamed(ArchiveCraft archive, string from, string to)
    {
        var at = archive.Entries.FindIndex(e => e.Name == $"data/{from}.jsonl");
        archive.Entries[at] = ($"data/{to}.jsonl", archive.Entries[at].Content);
        return archive.Manifest(m => m["tables"]!.AsArray().First(t => t!["name"]!.GetValue<string>() == from)!["name"] = to);
    }

    private static ArchiveCraft Bytes(ArchiveCraft archive, string prefix)
    {
        var at = archive.Entries.FindIndex(e => e.Name.StartsWith(prefix, StringComparison.Ordinal));
        archive.Entries[at] = (archive.Entries[at].Name, [.. archive.Entries[at].Content.Reverse()]);
        return archive;
    }

    private static ArchiveCraft Also(ArchiveCraft archive, string name)
    {
        archive.Entries.Add((name, [1, 2, 3]));
        return archive;
    }

    private static ArchiveCraft Without(ArchiveCraft archive, string name)
    {
        archive.Entries.RemoveAll(e => e.Name == name);
        return archive;
    }

    [Fact]
    public async Task Elsewhere_it_is_the_same_business_and_its_people_come_in_by_their_address()
    {
        await using var elsewhere = new ArchivedShop.Elsewhere();
        await elsewhere.InitializeAsync();
        (await ArchivedShop.Import(elsewhere, shop.Archive, "di-sana", newId: false)).Refusal!.Code.ShouldBe(
            "platform.archive_unknown_signer"
        );
        // Somebody whose mailbox was proven there has an account already.
        var hers = await elsewhere.SignUp();
        await using (var admin = await RowMaker.Connect(elsewhere.Database))
            await admin.Run(
                $"""
                UPDATE platform.people SET email = '{shop.Business.Email}', normalized_email = upper('{shop.Business.Email}'),
                    email_confirmed = true WHERE id = '{hers.Owner}'
                """
            );
        // Their operator was given our public key.
        var ours = shop.App.Services.GetRequiredService<SigningKey>();
        _ = elsewhere.Services.GetRequiredService<SigningKey>().Id;
        await File.WriteAllTextAsync(Path.Combine(elsewhere.DataFolder, "signing-keys", "ours.pem"), ours.PublicKey);
        var imported = (await ArchivedShop.Import(elsewhere, shop.Archive, "di-sana", newId: false)).Value;
        imported.Elsewhere.ShouldBe(1);
        var there = new TestBusiness(elsewhere, shop.Business.Tenant, hers.Owner, "di-sana", shop.Business.Email);
        using var browser = await there.Browser();
        (await browser.GetStringAsync("customers?q=aisyah")).ShouldContain("Nur Aisyah binti Rahman");
        // Who has none gets one that opens by a link to their mailbox alone; who has left has a name.
        (
            await there.Ask<string>(
                $"SELECT string_agg(k.display_name || ' ' || m.role, ', ' ORDER BY k.display_name) FROM platform.known_people k "
                    + "JOIN platform.memberships m USING (tenant_id, person_id)"
            )
        ).ShouldBe("Kamala Staff staff, Siti Owner owner");
        await using var people = await RowMaker.Connect(elsewhere.Database);
        (await people.Rows($"SELECT email_confirmed::text, password_hash IS NULL FROM platform.people WHERE id = '{shop.Colleague}'"))
            .ShouldHaveSingleItem()
            .ShouldBe(["false", "True"]);
        // The same file again: the business is there.
        (await ArchivedShop.Import(elsewhere, shop.Archive, "lagi", newId: false)).Refusal!.Code.ShouldBe(
            "platform.archive_business_exists"
        );
    }
}

/// <summary>A shop with something of all, and its archive.</summary>
public sealed class ArchivedShop : IAsyncLifetime
{
    public static readonly byte[] FileBytes = "a picture, say"u8.ToArray();

    public sealed class Elsewhere : NiagaApp;

    public NiagaApp App { get; } = new();

    public TestBusiness Business { get; private set; } = null!;

    public Guid File { get; private set; }

    public Guid Colleague { get; } = Guid.CreateVersion7();

    public byte[] Archive { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        Business = await App.SignUp();
        using var client = await Business.Client();
        foreach (
            var (path, body) in new (string, object)[]
            {
                (
                    "customers",
                    new
                    {
                        kind = "person",
                        name = "Nur Aisyah binti Rahman",
                        phones = new[] { "+60123334444" },
                    }
                ),
                (
                    "products",
                    new
                    {
                        sku = "M1",
                        name = "Milo 1 kg",
                        price = "19.90",
                    }
                ),
            }
        )
        {
            using var answer = await client.PostAsJsonAsync($"/{Business.Slug}/api/v1/{path}", body);
            answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        }
        await using (var admin = await RowMaker.Connect(App.Database))
            await admin.Run(
                $"""
                INSERT INTO platform.people (id, display_name, language, email, normalized_email, email_confirmed, phone_number_confirmed,
                    two_factor_enabled, lockout_enabled, access_failed_count, created_at)
                VALUES ('{Colleague}', 'Kamala Staff', 'en', 'k@{Business.Slug}.my', upper('k@{Business.Slug}.my'), true, false, false,
                    true, 0, now());
                SELECT set_config('app.tenant_id', '{Business.Tenant}', false), set_config('app.branches', '*', false);
                INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
                VALUES ('{Business.Tenant}', '{Colleague}', 'staff', now())
                """
            );
        await using (var scope = Business.Act())
        {
            var session = scope.ServiceProvider.GetRequiredService<Niaga.Platform.Data.TenantSession>();
            await session.Begin(CancellationToken.None);
            var files = scope.ServiceProvider.GetRequiredService<TenantFiles>();
            File = (await files.Keep("picture", "image/png", FileBytes, CancellationToken.None)).Value;
            await session.Commit(CancellationToken.None);
        }
        Archive = await Take(Business.Tenant);
    }

    internal async Task<byte[]> Take(TenantId tenant)
    {
        using var to = new MemoryStream();
        await App
            .Services.GetRequiredService<ArchiveWriter>()
            .Write(tenant, to, ArchiveCraft.Passphrase, new ArchiveProgress(), CancellationToken.None);
        return to.ToArray();
    }

    internal Task<Outcome<ImportBusiness.Imported>> Import(
        byte[] archive,
        string slug,
        bool newId,
        string passphrase = ArchiveCraft.Passphrase
    ) => Import(App, archive, slug, newId, passphrase);

    internal static Task<Outcome<ImportBusiness.Imported>> Import(
        NiagaApp app,
        byte[] archive,
        string slug,
        bool newId,
        string passphrase = ArchiveCraft.Passphrase
    ) =>
        app
            .Services.GetRequiredService<ArchiveImport>()
            .Run(new MemoryStream(archive), passphrase, slug, unsigned: false, newId, CancellationToken.None);

    internal async Task<TestBusiness> Find(string slug)
    {
        await using var admin = await RowMaker.Connect(App.Database);
        var id = (await admin.Rows($"SELECT tenant_id::text FROM platform.tenants WHERE slug = '{slug}'")).Single()[0]!;
        return new(App, new(Guid.Parse(id)), Business.Owner, slug, Business.Email);
    }

    /// <summary>What there is of businesses and people: the same after a refusal.</summary>
    internal async Task<string> State()
    {
        await using var admin = await RowMaker.Connect(App.Database);
        var counts = await admin.Rows(
            """
            SELECT (SELECT count(*) FROM platform.tenants WHERE slug <> 'salinan-satu'), (SELECT count(*) FROM platform.people),
                (SELECT count(*) FROM retail.products WHERE tenant_id NOT IN
                    (SELECT tenant_id FROM platform.tenants WHERE slug = 'salinan-satu'))
            """
        );
        return string.Join(' ', counts.Single());
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}
