using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Breaches;

/// <summary>The Commissioner was told, at a minute; later than 72 hours only with reasons. Then the 7 days for people run.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class TellCommissioner(BreachSteps steps) : UseCase<TellCommissioner, TellCommissioner.Input, Done>
{
    public const int LongestReference = 80;

    /// <param name="At">As <c>2026-11-07T10:00</c>, in Malaysia.</param>
    /// <param name="Reference">The Commissioner's number; empty for none yet.</param>
    /// <param name="Late">Why it took longer than 72 hours, and what shows that.</param>
    public sealed record Input(Guid Breach, string? At, string? Reference, string? Late);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!(await steps.Open(input.Breach, cancel)).Succeeded(out var breach, out var refused))
            return refused;
        if (breach.CommissionerToldAt is not null)
            return PrivacyErrors.ToldBefore();
        var refusals = new List<Refusal>();
        var at = steps.Moment(input.At, nameof(input.At), breach.KnownAt, refusals);
        var reference = SingleLineText.Read(input.Reference, nameof(input.Reference), LongestReference, refusals);
        var late = BreachSteps.Text(input.Late, nameof(input.Late), required: false, refusals);
        if (at > breach.Clock.CommissionerDue && late is null)
            refusals.Add(PrivacyErrors.LateWithoutReason());
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        breach.TellCommissioner(at!.Value, reference, late);
        steps.Note(breach, "commissioner_told", late);
        steps.Run(breach);
        return default(Done);
    }
}
