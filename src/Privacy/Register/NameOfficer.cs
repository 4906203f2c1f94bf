using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Register;

/// <summary>Names the data protection officer; who it was before stays known.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class NameOfficer(PrivacyDb db, AuditTrail audit, TimeProvider clock) : UseCase<NameOfficer, NameOfficer.Input, Done>
{
    public const int Longest = 160;

    /// <param name="Name">What they are called.</param>
    /// <param name="Contact">Phone or e-mail that people may use.</param>
    /// <param name="AppointedOn">As <c>2027-03-03</c>.</param>
    public sealed record Input(string? Name, string? Contact, string? AppointedOn);

    public override Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var name = RegisterText.Line(input.Name, nameof(input.Name), Longest, refusals);
        var contact = RegisterText.Line(input.Contact, nameof(input.Contact), Longest, refusals);
        if (
            !DateOnly.TryParseExact(input.AppointedOn?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        )
            refusals.Add(PlatformErrors.Unreadable("day", nameof(input.AppointedOn)));
        if (Refusal.Of(refusals) is { } refusal)
            return Task.FromResult<Outcome<Done>>(refusal);

        var officer = new Officer(name!, contact!, day, clock.GetUtcNow());
        db.Set<Officer>().Add(officer);
        audit.Record("privacy.officer_named", "privacy.officer", officer.OfficerId, after: new { effective_from = day });
        return Task.FromResult<Outcome<Done>>(default(Done));
    }
}
