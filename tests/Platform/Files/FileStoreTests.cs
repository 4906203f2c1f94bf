using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.ObjectStores;
using Niaga.Platform.Upgrades;
using Niaga.Platform.Work;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Files;

/// <summary>Files of businesses lie encrypted outside the database: in a folder, and the same in a bucket.</summary>
public abstract class FileStoreTests(FileStoreApp app)
{
    private const string Secret = "Diagnosis Puan Kamala: demam denggi";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>All objects, as whoever holds the place reads them.</summary>
    private IObjectStore Store => app.Services.GetRequiredService<IObjectStore>();

    [Fact]
    public async Task A_file_is_read_back_and_nobody_reads_it_in_the_store_or_the_database()
    {
        var (_, client, id) = await Attached();
        using var owned1 = client;
        (await client.GetStringAsync($"/api/v1/attachments/{id}", Cancel)).ShouldBe(Secret);
        var objects = await Names();
        objects.Count.ShouldBeGreaterThan(0);
        foreach (var name in objects)
            Encoding.UTF8.GetString(await Bytes(name)).ShouldNotContain("Kamala");
        await using var admin = await RowMaker.Connect(app.Database);
        await using var rows = new Npgsql.NpgsqlCommand("SELECT count(*) FROM platform.files f WHERE f::text LIKE '%Kamala%'", admin);
        (await rows.ExecuteScalarAsync(Cancel)).ShouldBe(0L);
    }

    [Fact]
    public async Task Bytes_that_were_moved_changed_or_lost_are_not_shown_and_break_nothing()
    {
        var (shop, client, id) = await Attached();
        var (other, otherClient, otherId) = await Attached();
        using var owned = client;
        using var owned1 = otherClient;
        var (mine, theirs) = (await NameOf(shop), await NameOf(other));
        var good = await Bytes(mine);

        await Put(mine, await Bytes(theirs));
        await ShouldNotOpen(client, id);
        await Put(mine, [.. good.Take(good.Length - 1), (byte)(good[^1] ^ 1)]);
        await ShouldNotOpen(client, id);
        await Store.Delete(mine, Cancel);
        await ShouldNotOpen(client, id);
        await Put(mine, good);
        (await client.GetStringAsync($"/api/v1/attachments/{id}", Cancel)).ShouldBe(Secret);
        (await otherClient.GetStringAsync($"/api/v1/attachments/{otherId}", Cancel)).ShouldBe(Secret);
    }

    [Fact]
    public async Task What_is_deleted_leaves_the_store_and_what_no_row_came_for_leaves_it_after_a_day()
    {
        var (shop, client, id) = await Attached();
        using var owned = client;
        var name = await NameOf(shop);
        await using (var admin = await RowMaker.Connect(app.Database))
            await admin.Run(
                $"SELECT set_config('app.tenant_id', '{shop.Tenant}', false); DELETE FROM notes.attachments; DELETE FROM platform.files"
            );
        await Run<RemovedFiles>(shop);
        (await Names()).ShouldNotContain(name);

        Guid stray;
        await using (var scope = shop.Act())
        {
            // A transaction that wrote its bytes and was rolled back.
            var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
            await session.Begin(Cancel);
            var kept = await scope.ServiceProvider.GetRequiredService<TenantFiles>().Keep("x", "text/plain", [1, 2, 3], Cancel);
            kept.Succeeded(out stray, out var refusal).ShouldBeTrue(refusal?.Code);
        }
        var left = (await Names()).Where(n => n.StartsWith(FileStore.PrefixOf(shop.Tenant), StringComparison.Ordinal)).ToArray();
        left.Length.ShouldBe(1);
        await Run<StrayFiles>(shop);
        (await Names()).ShouldContain(left[0]);
        app.Clock.Pass(TimeSpan.FromDays(2));
        await Run<StrayFiles>(shop);
        (await Names()).ShouldNotContain(left[0]);
        stray.ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task Files_of_the_version_before_move_in_and_a_turned_key_writes_all_anew()
    {
        var (shop, client, id) = await Attached();
        using var owned = client;
        await using (var admin = await RowMaker.Connect(app.Database))
            await admin.Run(
                $"""
                SELECT set_config('app.tenant_id', '{shop.Tenant}', false);
                UPDATE platform.files SET object_id = NULL, key_version = NULL, content = convert_to('{Secret}', 'UTF8')
                WHERE tenant_id = '{shop.Tenant}'
                """
            );
        (await client.GetStringAsync($"/api/v1/attachments/{id}", Cancel)).ShouldBe(Secret);
        await app.SealPlainRows();
        (await shop.Ask<long>("SELECT count(*) FROM platform.files WHERE content IS NULL AND key_version = 1")).ShouldBe(1);
        (await client.GetStringAsync($"/api/v1/attachments/{id}", Cancel)).ShouldBe(Secret);

        var before = await NameOf(shop);
        await ActivatorUtilities.CreateInstance<DataKeyRotation>(app.Services).Run(shop.Tenant, fresh: true, _ => { }, Cancel);
        (await shop.Ask<long>("SELECT count(*) FROM platform.files WHERE key_version = 2")).ShouldBe(1);
        (await client.GetStringAsync($"/api/v1/attachments/{id}", Cancel)).ShouldBe(Secret);
        await Run<RemovedFiles>(shop);
        (await Names()).ShouldNotContain(before);
        (await client.GetStringAsync($"/api/v1/attachments/{id}", Cancel)).ShouldBe(Secret);
    }

    private async Task<(TestBusiness Shop, HttpClient Client, string Attachment)> Attached()
    {
        var shop = await app.SignUp();
        var client = await shop.Client();
        using var made = await client.PostAsJsonAsync("/api/v1/products", new { name = "Gula", price = 3.20 }, Cancel);
        var product = made.Headers.Location!.ToString();
        using var answer = await client.PostAsync(
            $"{product}/attachments?name=kamala.txt",
            new ByteArrayContent(Encoding.UTF8.GetBytes(Secret)),
            Cancel
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
        return (shop, client, (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["id"]!.ToString());
    }

    private static async Task ShouldNotOpen(HttpClient client, string attachment)
    {
        using var answer = await client.GetAsync($"/api/v1/attachments/{attachment}", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<string> NameOf(TestBusiness shop) =>
        FileStore.NameOf(shop.Tenant, await shop.Ask<Guid>("SELECT object_id FROM platform.files"));

    private async Task<List<string>> Names()
    {
        var names = new List<string>();
        await foreach (var one in Store.List("", Cancel))
            names.Add(one.Name);
        return names;
    }

    private async Task<byte[]> Bytes(string name)
    {
        await using var stream = (await Store.Open(name, Cancel))!;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancel);
        return bytes.ToArray();
    }

    private async Task Put(string name, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        await Store.Put(name, stream, Cancel);
    }

    private static async Task Run<T>(TestBusiness shop)
        where T : IWorkHandler
    {
        await using var scope = shop.Act();
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(Cancel);
        await ActivatorUtilities.CreateInstance<T>(scope.ServiceProvider).Handle(new(Guid.NewGuid(), "x", 1, "{}"), Cancel);
        await session.Commit(Cancel);
    }
}

/// <summary>A deployment whose time passes as a test says.</summary>
public class FileStoreApp : NiagaApp
{
    internal AdjustableClock Clock { get; } = new();

    protected override void Replace(IServiceCollection services) => services.AddSingleton<TimeProvider>(Clock);
}

/// <summary>With a folder, as it comes.</summary>
public sealed class FolderStoreTests(FileStoreApp app) : FileStoreTests(app), IClassFixture<FileStoreApp>;

/// <summary>With a bucket.</summary>
public sealed class S3StoreTests(S3StoreApp app) : FileStoreTests(app), IClassFixture<S3StoreApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_object_of_unknown_length_goes_in_parts_and_comes_back()
    {
        var bytes = new byte[12 * 1024 * 1024];
        Random.Shared.NextBytes(bytes);
        var store = app.Services.GetRequiredService<IObjectStore>();
        await using var pipe = new Unseekable(bytes);
        await store.Put("large/one", pipe, Cancel);
        app.Bucket.Objects["large/one"].Bytes.AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        await store.Delete("large/one", Cancel);
        (await store.Open("large/one", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task While_the_bucket_is_away_nothing_is_taken_or_half_done_and_pages_say_so()
    {
        var bucket = await S3StandIn.Start();
        await using var away = new S3StoreApp(bucket);
        await away.InitializeAsync();
        var shop = await away.SignUp();
        using var client = await shop.Client();
        using var made = await client.PostAsJsonAsync("/api/v1/products", new { name = "Gula", price = 3.20 }, Cancel);
        var product = made.Headers.Location!.ToString();
        using var kept = await client.PostAsync($"{product}/attachments?name=a.txt", new ByteArrayContent("abc"u8.ToArray()), Cancel);
        var id = (await kept.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["id"]!.ToString();

        await bucket.Stop();
        using var refused = await client.PostAsync($"{product}/attachments?name=b.txt", new ByteArrayContent("abc"u8.ToArray()), Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain("platform.files_away");
        using var unread = await client.GetAsync($"/api/v1/attachments/{id}", Cancel);
        unread.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        unread.Headers.RetryAfter.ShouldNotBeNull();
        (await shop.Ask<long>("SELECT count(*) FROM notes.attachments")).ShouldBe(1);
        (await shop.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(1);
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}

/// <summary>Files in a bucket.</summary>
public sealed class S3StoreApp : FileStoreApp
{
    public S3StoreApp() { }

    internal S3StoreApp(S3StandIn bucket) => Bucket = bucket;

    internal S3StandIn Bucket { get; private set; } = null!;

    protected override string[] Configuration => Bucket.Settings("Files:S3");

    public override async ValueTask InitializeAsync()
    {
        Bucket ??= await S3StandIn.Start();
        await base.InitializeAsync();
    }
}
