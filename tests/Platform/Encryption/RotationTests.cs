using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Encryption;
using Niaga.Platform.Refusals;
using Niaga.Platform.Signing;
using Niaga.Platform.Tests.Customers;
using Niaga.Platform.Upgrades;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Encryption;

/// <summary>A business's data key turns while it works, stopped twice on the way, on two nodes.</summary>
public sealed class RotationTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const int Before = 1_700;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_data_key_turns_under_writers_stopped_twice_and_nothing_is_lost_or_left()
    {
        using var book = await CustomerBook.Open(app);
        var shop = book.Business;
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"""
            SELECT set_config('app.tenant_id', '{shop.Tenant}', false);
            INSERT INTO trade.customers (tenant_id, customer_id, kind, name_plain, note_plain, created_at, updated_at)
            SELECT '{shop.Tenant}', gen_random_uuid(), 'person', 'Lama ' || n, 'N' || n, now(), now() FROM generate_series(1, {Before}) n
            """
        );
        await app.SealPlainRows();
        await using var second = await app.AnotherNode();
        using var stop = new CancellationTokenSource();
        var written = new System.Collections.Concurrent.ConcurrentBag<string>();
        var writers = Enumerable
            .Range(0, 6)
            .Select(w =>
                Task.Run(async () =>
                {
                    using var client = w % 2 == 0 ? app.NewClient() : second.NewClient();
                    client.DefaultRequestHeaders.Authorization = book.Client.DefaultRequestHeaders.Authorization;
                    using var other = new CustomerBook(shop, client);
                    for (var i = 0; !stop.IsCancellationRequested; i++)
                    {
                        var name = $"Baharu {w} {i}";
                        await other.Add(name);
                        written.Add(name);
                    }
                })
            )
            .ToArray();

        var rotation = ActivatorUtilities.CreateInstance<DataKeyRotation>(app.Services);
        await Should.ThrowAsync<OperationCanceledException>(() => Stopped(rotation, shop, fresh: true, after: 1));
        await Should.ThrowAsync<OperationCanceledException>(() => Stopped(rotation, shop, fresh: false, after: 3));
        await rotation.Run(shop.Tenant, fresh: false, _ => { }, Cancel);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        // A writer that held the older key for its last second wrote with it: it opens still, and the next pass turns it.
        await rotation.Run(shop.Tenant, fresh: false, _ => { }, Cancel);

        written.Count.ShouldBeGreaterThan(20);
        (await shop.Ask<long>("SELECT count(*) FROM trade.customers WHERE substring(name FROM 2 FOR 4) <> '\\x00000002'::bytea")).ShouldBe(
            0
        );
        (await shop.Ask<long>("SELECT count(*) FROM trade.customers WHERE substring(note FROM 2 FOR 4) <> '\\x00000002'::bytea")).ShouldBe(
            0
        );
        var name = TestBusiness.Closed("trade.customers.name", "name", "customer_id");
        var all = (await shop.AskOpened($"SELECT string_agg({name}, E'\\n') FROM trade.customers")).Split('\n');
        all.Order().ShouldBe(Enumerable.Range(1, Before).Select(n => $"Lama {n}").Concat(written).Order());
        var wrapped = app.Services.GetRequiredService<TenantKeys>().Folder.Read(shop.Tenant)!;
        (wrapped.Active, wrapped.Data.Keys.Single(), wrapped.Escrow.Keys.Single()).ShouldBe((2, 2, 1));
    }

    [Fact]
    public async Task Keys_are_destroyed_of_an_ended_business_with_nothing_left_and_of_no_other()
    {
        using var book = await CustomerBook.Open(app);
        var shop = book.Business;
        await book.Add("Puan Salmah");
        (await Destroy(shop, "Tiada baki")).Refusal?.Code.ShouldBe("platform.keys_of_one_at_work");
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"""
            UPDATE platform.tenants SET status = 'suspended' WHERE tenant_id = '{shop.Tenant}';
            UPDATE platform.tenants SET status = 'terminated' WHERE tenant_id = '{shop.Tenant}'
            """
        );
        (await Destroy(shop, "kosong")).Refusal?.Code.ShouldBe("platform.keys_reason");
        var needed = (await Destroy(shop, "Tempoh simpanan tamat")).Refusal!;
        (needed.Code, needed.Values[0]).ShouldBe(("platform.keys_needed", "trade.customers"));
        await admin.Run(
            $"""
            SELECT set_config('app.tenant_id', '{shop.Tenant}', false);
            DELETE FROM trade.customer_tokens; DELETE FROM trade.customers
            """
        );
        (await Destroy(shop, "Tempoh simpanan tamat")).Succeeded(out var certificate, out _).ShouldBeTrue();
        app.Services.GetRequiredService<SigningKey>().Holds(certificate!.Text, certificate.Signature, certificate.KeyId).ShouldBe(true);
        certificate.Text.ShouldContain(shop.Tenant.ToString());
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.keys_destroyed'")).ShouldBe(1);
    }

    private async Task<Outcome<DestroyKeys.Certificate>> Destroy(TestBusiness shop, string reason)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(shop.Tenant, null, []);
        caller.SetOrigin(Origin.Operator);
        return await DestroyKeys.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), new(reason), Cancel);
    }

    private static async Task Stopped(DataKeyRotation rotation, TestBusiness shop, bool fresh, int after)
    {
        using var stop = new CancellationTokenSource();
        var portions = 0;
        await rotation.Run(
            shop.Tenant,
            fresh,
            _ =>
            {
                if (++portions == after)
                    stop.Cancel();
            },
            stop.Token
        );
    }
}
