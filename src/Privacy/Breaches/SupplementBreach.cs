using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Privacy.Breaches;

/// <summary>Adds what became known later, as it is told to the Commissioner; what was written stays.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class SupplementBreach(BreachSteps steps) : UseCase<SupplementBreach, SupplementBreach.Input, Done>
{
    /// <param name="Note">What became known.</param>
    public sealed record Input(Guid Breach, string? Note);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var note = BreachSteps.Text(input.Note, nameof(input.Note), required: true, refusals);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;
        if (!(await steps.Open(input.Breach, cancel)).Succeeded(out var breach, out var refused))
            return refused;

        steps.Note(breach, "supplemented", note);
        return default(Done);
    }
}
