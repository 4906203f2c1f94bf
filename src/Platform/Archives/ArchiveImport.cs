using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Platform.Archives;

/// <summary>Opens an archive and brings its business in.</summary>
/// <param name="scopes">One for the business it becomes.</param>
/// <param name="folder">Where the opened archive lies meanwhile, under no name.</param>
internal sealed class ArchiveImport(IServiceScopeFactory scopes, string folder)
{
    /// <summary>Brings it in.</summary>
    /// <param name="from">The archive, encrypted.</param>
    /// <param name="passphrase">Opens it.</param>
    /// <param name="slug">The address the business gets.</param>
    /// <param name="unsigned">Also one of a deployment that is not known here.</param>
    /// <param name="newId">As another business than the one it is: that may be here too.</param>
    /// <param name="cancel">Ends it with nothing changed.</param>
    public async Task<Outcome<ImportBusiness.Imported>> Run(
        Stream from,
        string passphrase,
        string slug,
        bool unsigned,
        bool newId,
        CancellationToken cancel
    )
    {
        if (!(await ArchiveFile.Open(from, passphrase, folder, cancel)).Succeeded(out var archive, out var refusal))
            return refusal;

        using (archive)
        {
            await using var scope = scopes.CreateAsyncScope();
            var caller = scope.ServiceProvider.GetRequiredService<Caller>();
            caller.Enter(newId ? TenantId.New() : new(archive.Manifest.Business.Id), null, []);
            caller.SetOrigin(Origin.Operator);
            return await ImportBusiness.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), new(archive, slug, unsigned), cancel);
        }
    }
}
