using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Encryption;

/// <summary>Businesses' keys lie wrapped, in two places, and unwrap for their business alone; by a file and by Vault.</summary>
public sealed class MasterKeyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("niaga-keys-").FullName;

    private string MasterFile => Path.Combine(folder, "master.key");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly PersonalColumn Name = new("trade.customers", "name");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Two_nodes_that_make_a_businesss_first_keys_at_once_have_the_same()
    {
        for (var round = 0; round < 60; round++)
        {
            // The master key too is made by whoever comes first.
            File.Delete(MasterFile);
            var tenant = TenantId.New();
            var nodes = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Keys(LocalMasterKey.OfFile(MasterFile)).Of(tenant, Cancel)))
            );
            var stored = nodes[0].Seal(Name, "row", "Ali"u8);
            nodes.ShouldAllBe(n => n.Open(Name, "row", stored) != null);
        }
    }

    [Fact]
    public async Task A_master_key_turns_without_touching_a_row_and_an_unknown_one_is_told()
    {
        var tenant = TenantId.New();
        var stored = (await Keys(LocalMasterKey.OfFile(MasterFile)).Of(tenant, Cancel)).Seal(Name, "row", "Ali"u8);
        LocalMasterKey.AddVersion(MasterFile).ShouldBe(2);
        var turned = Keys(LocalMasterKey.OfFile(MasterFile));
        (await turned.Of(tenant, Cancel)).Open(Name, "row", stored).ShouldNotBeNull();

        (await new KeyRotation(turned).RewrapAll(Cancel)).ShouldBe(1);
        (await new KeyRotation(turned).RewrapAll(Cancel)).ShouldBe(0);
        // Without the first version it opens now.
        await File.WriteAllLinesAsync(MasterFile, (await File.ReadAllLinesAsync(MasterFile, Cancel)).Skip(1), Cancel);
        (await Keys(LocalMasterKey.OfFile(MasterFile)).Of(tenant, Cancel)).Open(Name, "row", stored).ShouldNotBeNull();

        var other = LocalMasterKey.OfText(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), "test");
        await Should.ThrowAsync<MasterKeyException>(async () => await Keys(other).Of(tenant, Cancel));
        foreach (var wrong in new[] { "", "x", "1 short", "1 " + Convert.ToBase64String(new byte[31]) })
            Should.Throw<MasterKeyException>(() => LocalMasterKey.OfText(wrong, "test"));
    }

    [Fact]
    public async Task A_wrapped_key_in_anothers_place_does_not_unwrap()
    {
        var keys = Keys(LocalMasterKey.OfFile(MasterFile));
        var (one, other) = (TenantId.New(), TenantId.New());
        await keys.Of(one, Cancel);
        await keys.Of(other, Cancel);
        foreach (var place in new[] { "keys", "copy" })
            File.Copy(Path.Combine(folder, place, $"{one}.json"), Path.Combine(folder, place, $"{other}.json"), overwrite: true);
        await Should.ThrowAsync<MasterKeyException>(async () => await Keys(LocalMasterKey.OfFile(MasterFile)).Of(other, Cancel));
    }

    [Fact]
    public async Task Destroyed_keys_are_gone_from_both_places_on_every_node_and_no_new_ones_are_made()
    {
        var (tenant, clock) = (TenantId.New(), new AdjustableClock());
        var (here, there) = (Keys(LocalMasterKey.OfFile(MasterFile), clock), Keys(LocalMasterKey.OfFile(MasterFile), clock));
        var stored = (await here.Of(tenant, Cancel)).Seal(Name, "row", "Ali"u8);
        (await there.Of(tenant, Cancel)).Open(Name, "row", stored).ShouldNotBeNull();

        here.Folder.Destroy(tenant, clock.GetUtcNow());
        clock.Pass(TimeSpan.FromSeconds(3));
        foreach (var node in new[] { here, there })
        {
            var cipher = await node.Of(tenant, Cancel);
            cipher.Open(Name, "row", stored).ShouldBeNull();
            Should.Throw<InvalidOperationException>(() => cipher.Seal(Name, "row", "Ali"u8));
        }
        Directory.EnumerateFiles(folder, $"{tenant}.json", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_lost_copy_is_read_from_the_other_and_written_again_and_two_that_differ_are_told()
    {
        var keys = Keys(LocalMasterKey.OfFile(MasterFile));
        var (tenant, gone) = (TenantId.New(), TenantId.New());
        var stored = (await keys.Of(tenant, Cancel)).Seal(Name, "row", "Ali"u8);
        await keys.Of(gone, Cancel);
        keys.Folder.Destroy(gone, DateTimeOffset.UnixEpoch);
        var log = new LogCapture();
        using var logs = Microsoft.Extensions.Logging.LoggerFactory.Create(b => b.AddProvider(log));
        using var check = new KeyCopyCheck(keys, TimeProvider.System, logs.CreateLogger<KeyCopyCheck>());
        check.Check();
        log.Lines.ShouldBeEmpty();

        foreach (var place in new[] { "copy", "keys" })
        {
            File.Delete(Path.Combine(folder, place, $"{tenant}.json"));
            keys.Folder.Differing().ShouldBe([tenant]);
            (await Keys(LocalMasterKey.OfFile(MasterFile)).Of(tenant, Cancel)).Open(Name, "row", stored).ShouldNotBeNull();
            check.Check();
            keys.Folder.Differing().ShouldBeEmpty();
        }
        log.Lines.Count.ShouldBe(2);

        await File.AppendAllTextAsync(Path.Combine(folder, "copy", $"{tenant}.json"), " ", Cancel);
        check.Check();
        log.Lines[^1].Text.ShouldContain("differ");
        Directory.EnumerateFiles(folder, $"{gone}.json", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    /// <summary>https://developer.hashicorp.com/vault/api-docs/secret/transit: paths, bodies and answers as published.</summary>
    [Fact]
    public async Task Vault_wraps_and_unwraps_over_HTTP_turns_its_key_and_is_told_apart_when_it_refuses()
    {
        await using var vault = await StandInVault.Start();
        using var http = new HttpClient { BaseAddress = new(vault.Address) };
        http.DefaultRequestHeaders.Add("X-Vault-Token", StandInVault.Token);
        var master = new VaultMasterKey(http, "transit", "niaga");
        var tenant = TenantId.New();
        var stored = (await Keys(master).Of(tenant, Cancel)).Seal(Name, "row", "Ali"u8);
        (await Keys(master).Of(tenant, Cancel)).Open(Name, "row", stored).ShouldNotBeNull();
        (await File.ReadAllTextAsync(Path.Combine(folder, "keys", $"{tenant}.json"), Cancel)).ShouldContain("vault:v1:");

        vault.Turn();
        (await new KeyRotation(Keys(master)).RewrapAll(Cancel)).ShouldBe(1);
        (await File.ReadAllTextAsync(Path.Combine(folder, "keys", $"{tenant}.json"), Cancel)).ShouldNotContain("vault:v1:");
        (await Keys(master).Of(tenant, Cancel)).Open(Name, "row", stored).ShouldNotBeNull();

        http.DefaultRequestHeaders.Remove("X-Vault-Token");
        (await Should.ThrowAsync<MasterKeyException>(async () => await Keys(master).Of(tenant, Cancel))).Message.ShouldContain("403");
    }

    private TenantKeys Keys(IMasterKey master, TimeProvider? clock = null) =>
        new(master, new(Path.Combine(folder, "keys"), Path.Combine(folder, "copy")), clock ?? TimeProvider.System);

    /// <summary>Speaks what Vault's transit engine speaks.</summary>
    private sealed class StandInVault(WebApplication app) : IAsyncDisposable
    {
        public const string Token = "hvs.test";
        private readonly List<byte[]> keys = [RandomNumberGenerator.GetBytes(32)];

        public string Address => app.Urls.First() + "/";

        public static async Task<StandInVault> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
            var vault = new StandInVault(builder.Build());
            vault.Map();
            await vault.Listen();
            return vault;
        }

        private Task Listen() => app.StartAsync(Cancel);

        public void Turn() => keys.Add(RandomNumberGenerator.GetBytes(32));

        private void Map()
        {
            app.Use(
                async (http, next) =>
                {
                    if (http.Request.Headers["X-Vault-Token"] == Token)
                    {
                        await next(http);
                        return;
                    }
                    http.Response.StatusCode = (int)HttpStatusCode.Forbidden;
                    await http.Response.WriteAsJsonAsync(new { errors = new[] { "permission denied" } });
                }
            );
            app.MapGet("/v1/transit/keys/niaga", () => new { data = new { name = "niaga", latest_version = keys.Count } });
            app.MapPost(
                "/v1/transit/encrypt/niaga",
                (JsonObject body) =>
                {
                    var (nonce, plain) = (RandomNumberGenerator.GetBytes(12), Convert.FromBase64String((string)body["plaintext"]!));
                    var (text, tag) = (new byte[plain.Length], new byte[16]);
                    using var aes = new AesGcm(keys[^1], 16);
                    aes.Encrypt(nonce, plain, text, tag, Convert.FromBase64String((string)body["associated_data"]!));
                    var ciphertext = $"vault:v{keys.Count}:{Convert.ToBase64String([.. nonce, .. text, .. tag])}";
                    return new { data = new { ciphertext, key_version = keys.Count } };
                }
            );
            app.MapPost(
                "/v1/transit/decrypt/niaga",
                (JsonObject body) =>
                {
                    var parts = ((string)body["ciphertext"]!).Split(':');
                    var bytes = Convert.FromBase64String(parts[2]);
                    var plain = new byte[bytes.Length - 28];
                    using var aes = new AesGcm(keys[int.Parse(parts[1][1..], System.Globalization.CultureInfo.InvariantCulture) - 1], 16);
                    try
                    {
                        aes.Decrypt(
                            bytes.AsSpan(0, 12),
                            bytes.AsSpan(12, plain.Length),
                            bytes.AsSpan(12 + plain.Length),
                            plain,
                            Convert.FromBase64String((string)body["associated_data"]!)
                        );
                    }
                    catch (AuthenticationTagMismatchException)
                    {
                        return Results.Json(new { errors = new[] { "cipher: message authentication failed" } }, statusCode: 400);
                    }
                    return Results.Json(new { data = new { plaintext = Convert.ToBase64String(plain) } });
                }
            );
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
