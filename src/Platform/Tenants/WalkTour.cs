using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Tenants;

/// <summary>Remembers at which stop of the tour its walker is, or that they left. Theirs alone, so it stands in no audit log.</summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
internal sealed class WalkTour(TenantSession session, ModuleCatalog modules, Caller caller) : UseCase<WalkTour, WalkTour.Input, TourStop>
{
    /// <param name="Stop">Key of the stop.</param>
    /// <param name="Ended">The walker leaves there.</param>
    public sealed record Input(string? Stop, bool Ended);

    public override async Task<Outcome<TourStop>> Run(Input input, CancellationToken cancel)
    {
        if (modules.Tour(caller.Permissions, caller.Entitlements).FirstOrDefault(s => s.Key == input.Stop) is not { } stop)
            return PlatformErrors.Invalid(nameof(input.Stop));

        await session.Execute(
            $"""
            INSERT INTO platform.tours (tenant_id, person_id, stop, ended)
            VALUES ({session.Tenant.Value}, {caller.Person!.Value.Value}, {stop.Key}, {input.Ended})
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET stop = excluded.stop, ended = excluded.ended
            """,
            cancel
        );
        return stop;
    }
}
