using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Privacy.Breaches;

/// <summary>Closes a breach once all who must be told were told. From that day its years in the register run.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class CloseBreach(BreachSteps steps, TimeProvider clock) : UseCase<CloseBreach, Guid, Done>
{
    public override async Task<Outcome<Done>> Run(Guid id, CancellationToken cancel)
    {
        if (!(await steps.Open(id, cancel)).Succeeded(out var breach, out var refused))
            return refused;
        if (breach.Significant is null)
            return PrivacyErrors.NotAssessed();
        // Where nobody is harmed the Commissioner need not be told; where somebody is, nobody may be left out.
        if (breach.Significant == true && (breach.CommissionerToldAt is null || breach.PeopleToldAt is null))
            return PrivacyErrors.NotAllTold();

        breach.Close(clock.GetUtcNow());
        steps.Note(breach, "closed", null);
        steps.Run(breach);
        return default(Done);
    }
}
