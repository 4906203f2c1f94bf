using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Privacy.Breaches;

/// <summary>Judges how grave a breach is, and so whether people must be told. It may be judged again as more becomes known.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class AssessBreach(BreachSteps steps, TimeProvider clock) : UseCase<AssessBreach, AssessBreach.Input, Done>
{
    /// <param name="People">How many, about; empty where nobody knows yet.</param>
    /// <param name="Affected">Which data of whom.</param>
    /// <param name="Measures">What was done about it.</param>
    /// <param name="NotTold">Counsel says people need not be told.</param>
    /// <param name="Why">Counsel's reason.</param>
    public sealed record Input(
        Guid Breach,
        bool Sensitive,
        bool Fraud,
        bool Financial,
        string? People,
        string? Affected,
        string? Measures,
        bool NotTold,
        string? Why
    );

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var affected = BreachSteps.Text(input.Affected, nameof(input.Affected), required: true, refusals);
        var measures = BreachSteps.Text(input.Measures, nameof(input.Measures), required: false, refusals);
        var why = BreachSteps.Text(input.Why, nameof(input.Why), required: input.NotTold, refusals);
        int? people = null;
        if (!string.IsNullOrWhiteSpace(input.People))
        {
            if (int.TryParse(input.People.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                people = number;
            else
                refusals.Add(PrivacyErrors.PeopleUnreadable());
        }
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;
        if (!(await steps.Open(input.Breach, cancel)).Succeeded(out var breach, out var refused))
            return refused;

        breach.Assess(new(input.Sensitive, input.Fraud, input.Financial, people, affected, measures, input.NotTold), clock.GetUtcNow());
        steps.Note(breach, "assessed", why);
        steps.Run(breach);
        return default(Done);
    }
}
