using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Privacy.Register;

/// <summary>Writes down that data leaves the country: where to, to whom, on which ground, how it is kept safe. Answers its id.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class AddTransfer(TenantSession session, AuditTrail audit, TimeProvider clock)
    : UseCase<AddTransfer, AddTransfer.Input, Guid>
{
    public const int LongestCountry = 80;

    public const int LongestRecipient = 160;

    public const int LongestSafeguard = 1000;

    public static readonly IReadOnlyList<string> Grounds = ["similar_law", "consent", "contract", "interest", "legal", "precautions"];

    /// <param name="Ground">One of <see cref="Grounds"/>.</param>
    public sealed record Input(string? Country, string? Recipient, string? Ground, string? Safeguard);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var country = RegisterText.Line(input.Country, nameof(input.Country), LongestCountry, refusals);
        var recipient = RegisterText.Line(input.Recipient, nameof(input.Recipient), LongestRecipient, refusals);
        var safeguard = RegisterText.Line(input.Safeguard, nameof(input.Safeguard), LongestSafeguard, refusals);
        if (!Grounds.Contains(input.Ground))
            refusals.Add(PlatformErrors.Invalid(nameof(input.Ground)));
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var (id, now) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        await session.Execute(
            $"""
            INSERT INTO privacy.transfers (tenant_id, transfer_id, country, recipient, ground, safeguard, created_at)
            VALUES ({session.Tenant.Value}, {id}, {country}, {recipient}, {input.Ground}, {safeguard}, {now})
            """,
            cancel
        );
        audit.Record("privacy.transfer_added", "privacy.transfer", id, after: new { country });
        return id;
    }
}
