using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Oidc;
using Niaga.Platform.People;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Sso;

/// <summary>
/// A try came back: what a sign-in would have done is worked out and kept for the settings page. Admits nobody and changes no place.
/// </summary>
[PublicAccess("The ticket sealed when the try began names who may set this up.")]
internal sealed class RecordSsoTest(TenantSession session, SsoAdmission admission, Caller caller, TimeProvider clock)
    : UseCase<RecordSsoTest, RecordSsoTest.Input, Done>
{
    private const int MostNames = 40;

    /// <param name="Of">The provider that was tried.</param>
    /// <param name="Fault">What went wrong on the way, or null.</param>
    /// <param name="Detail">What the provider said instead.</param>
    /// <param name="Identity">Who came back.</param>
    public sealed record Input(BusinessProvider Of, SsoFailure? Fault, string? Detail, ProviderIdentity? Identity);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var (db, now) = (session.Open<PlatformDb>(), clock.GetUtcNow());
        if (
            caller.Person is not { } person
            || !await db.Set<Membership>().AnyAsync(m => m.PersonId == person && m.Status == People.Membership.Active, cancel)
        )
            return PlatformErrors.Forbidden();
        // Changed meanwhile: what was tried is not what is set.
        if (await db.Set<SsoConnection>().FirstOrDefaultAsync(cancel) is not { } connection || connection.Version != input.Of.Version)
            return PlatformErrors.ChangedByAnother();

        var found = input.Identity is { } identity
            ? await Weigh(input.Of, identity, now, cancel)
            : new SsoTest(now, input.Fault, input.Detail);
        connection.Note(JsonSerializer.Serialize(found), found.Fault is null, now);
        return default(Done);
    }

    private async Task<SsoTest> Weigh(BusinessProvider of, ProviderIdentity identity, DateTimeOffset now, CancellationToken cancel)
    {
        var verdict = await admission.Check(of, identity, cancel);
        var standing =
            verdict.Fault is not null ? null
            : verdict.Place is null ? "joins"
            : verdict.Place.Role == verdict.Role ? "member"
            : "changes";
        var values = of.Facts.RoleClaim is { } claim
            ? identity.All(claim).Take(MostNames).Select(v => ProviderException.Short(v)!).ToArray()
            : null;
        return new(
            now,
            verdict.Fault,
            null,
            verdict.Email?.Value,
            identity.Name(of.Facts.NameClaim, verdict.Email),
            verdict.Role,
            standing,
            of.ProvesFactor(identity),
            values,
            [.. identity.Names.Take(MostNames).Select(n => ProviderException.Short(n)!)]
        );
    }
}
