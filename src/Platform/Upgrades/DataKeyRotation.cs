using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Platform.Upgrades;

/// <summary>
/// Gives a business a new data key: from then on it encrypts, then every row that an older one encrypted is encrypted again, and once no
/// column holds an older version the older keys go to escrow, where they open what a backup brings back and encrypt nothing. Stopped
/// anywhere, the same call goes on.
/// </summary>
internal sealed class DataKeyRotation(
    TenantKeys keys,
    ModuleCatalog modules,
    Databases databases,
    IServiceScopeFactory scopes,
    TimeProvider clock
)
{
    /// <param name="Table">Which is being gone through.</param>
    /// <param name="Rows">Rows encrypted again so far, of all tables.</param>
    public sealed record Progress(string Table, int Rows);

    /// <param name="tenant">Whose.</param>
    /// <param name="fresh">Makes a new key; false goes on with a rotation that was stopped.</param>
    /// <param name="told">Hears how far it is.</param>
    /// <param name="cancel">Stops it between two portions.</param>
    /// <returns>Rows encrypted again.</returns>
    public async Task<int> Run(TenantId tenant, bool fresh, Action<Progress> told, CancellationToken cancel)
    {
        if (fresh)
            await AddVersion(tenant, cancel);
        var (rows, tables) = (0, await Tables(cancel));
        bool any;
        do
        {
            any = false;
            foreach (var table in tables)
            {
                IReadOnlyList<string>? after = null;
                do
                {
                    cancel.ThrowIfCancellationRequested();
                    var portion = await Portion(tenant, new(table, after), cancel);
                    (rows, any, after) = (rows + portion.Encrypted, any || portion.Encrypted > 0, portion.Last);
                    told(new(table.Name, rows));
                } while (after is not null);
            }
            var files = await Files(tenant, rows, told, cancel);
            (rows, any) = (rows + files, any || files > 0);
            // Somebody may have written with the older key while its table was gone through.
        } while (any);
        Escrow(tenant);
        return rows;
    }

    private async Task<int> Files(TenantId tenant, int before, Action<Progress> told, CancellationToken cancel)
    {
        var written = 0;
        Guid? after = null;
        do
        {
            cancel.ThrowIfCancellationRequested();
            var portion = await InBusiness(tenant, runner => ReencryptFiles.Do(runner, new(after), cancel), "The files");
            (written, after) = (written + portion.Encrypted, portion.Last);
            told(new("platform.files", before + written));
        } while (after is not null);
        return written;
    }

    private async Task AddVersion(TenantId tenant, CancellationToken cancel)
    {
        await keys.Of(tenant, cancel);
        var wrapped = keys.Folder.Read(tenant) ?? throw new InvalidOperationException("The keys of this business were destroyed.");
        var next = wrapped.Data.Keys.Concat(wrapped.Escrow.Keys).Max() + 1;
        var secret = await keys.NewSecret(tenant, KeyKinds.Data, next, cancel);
        keys.Folder.Replace(
            tenant,
            wrapped with
            {
                Active = next,
                Data = new Dictionary<int, string>(wrapped.Data) { [next] = secret },
            }
        );
        keys.Forget(tenant);
    }

    private void Escrow(TenantId tenant)
    {
        var wrapped = keys.Folder.Read(tenant)!;
        var escrow = new Dictionary<int, EscrowedKey>(wrapped.Escrow);
        foreach (var (version, secret) in wrapped.Data.Where(d => d.Key != wrapped.Active))
            escrow[version] = new(secret, clock.GetUtcNow());
        var active = new Dictionary<int, string> { [wrapped.Active] = wrapped.Data[wrapped.Active] };
        keys.Folder.Replace(tenant, wrapped with { Data = active, Escrow = escrow });
        keys.Forget(tenant);
    }

    private Task<ReencryptRows.Portion> Portion(TenantId tenant, ReencryptRows.Input input, CancellationToken cancel) =>
        InBusiness(tenant, runner => ReencryptRows.Do(runner, input, cancel), $"Rows of {input.Table.Name}");

    private async Task<T> InBusiness<T>(TenantId tenant, Func<UseCaseRunner, Task<Outcome<T>>> act, string what)
    {
        await using var scope = scopes.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant, null, []);
        caller.SetOrigin(Origin.Operator);
        var outcome = await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>());
        return outcome.Succeeded(out var done, out var refusal)
            ? done
            : throw new InvalidOperationException($"{what} cannot be encrypted again: {refusal.Code}.");
    }

    private async Task<IReadOnlyList<SealedTable>> Tables(CancellationToken cancel)
    {
        var found = new List<SealedTable>();
        foreach (var manifest in modules.Manifests)
        {
            foreach (var table in manifest.Tables)
            {
                if (await SealedTable.Find(databases, manifest.Schema, table, cancel) is { } one)
                    found.Add(one);
            }
        }
        return found;
    }
}
