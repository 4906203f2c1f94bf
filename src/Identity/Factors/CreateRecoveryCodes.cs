using Niaga.Contract;
using Niaga.Identity.Security;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Factors;

/// <summary>Ten new recovery codes; the old ones open nothing any more.</summary>
[SignedIn]
[StepUp]
internal sealed class CreateRecoveryCodes(RecoveryCodes codes, FactorState factors, PersonEvents events, Caller caller, TimeProvider clock)
    : UseCase<CreateRecoveryCodes, Done, CreateRecoveryCodes.Made>
{
    /// <param name="Codes">To be shown this once.</param>
    public sealed record Made(IReadOnlyList<string> Codes);

    public override async Task<Outcome<Made>> Run(Done input, CancellationToken cancel)
    {
        if (FactorState.RefuseManaged(caller) is { } managed)
            return managed;
        if (await factors.ReadForUpdate(caller.Person!.Value, cancel) is not { } person)
            return PlatformErrors.NotFound();
        if (!await factors.Has(person, cancel))
            return FactorErrors.NoFactor();

        var made = await codes.Replace(person.PersonId, clock.GetUtcNow(), cancel);
        events.Note(person.PersonId, "platform.recovery_codes_made", new { made.Count });
        return new Made(made);
    }
}
