using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Privacy.Breaches;

/// <summary>The people were told, at a minute; later than 7 days after the Commissioner only with reasons.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class TellPeople(BreachSteps steps) : UseCase<TellPeople, TellPeople.Input, Done>
{
    /// <param name="At">As <c>2026-11-14T10:00</c>, in Malaysia.</param>
    /// <param name="Late">Why it took longer than 7 days.</param>
    public sealed record Input(Guid Breach, string? At, string? Late);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!(await steps.Open(input.Breach, cancel)).Succeeded(out var breach, out var refused))
            return refused;
        if (breach.PeopleToldAt is not null)
            return PrivacyErrors.ToldBefore();
        var refusals = new List<Refusal>();
        var at = steps.Moment(input.At, nameof(input.At), breach.KnownAt, refusals);
        var late = BreachSteps.Text(input.Late, nameof(input.Late), required: false, refusals);
        if (at > breach.Clock.PeopleDue && late is null)
            refusals.Add(PrivacyErrors.LateWithoutReason());
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        breach.TellPeople(at!.Value, late);
        steps.Note(breach, "people_told", late);
        steps.Run(breach);
        return default(Done);
    }
}
