using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Identity.Attempts;

/// <summary>A password opened nothing. What that means for whom, the background finds out.</summary>
[PublicAccess("Whoever fails to sign in is nobody.")]
internal sealed class RecordSignInFailure(Outbox outbox, Caller caller) : UseCase<RecordSignInFailure, RecordSignInFailure.Input, Done>
{
    /// <param name="People">Accounts whose password was tried; none for an unknown address.</param>
    /// <param name="Locked">Of these, who was locked already.</param>
    /// <param name="LockedNow">Of these, whom this failure locked.</param>
    /// <param name="TooOften">The limit of tries was reached.</param>
    /// <param name="SigningUp">It came of a sign-up.</param>
    public sealed record Input(Guid[] People, Guid[] Locked, Guid[] LockedNow, bool TooOften, bool SigningUp);

    public override Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        outbox.Add(
            CountSignInFailure.Kind,
            new CountSignInFailure.Payload(input, caller.Origin.Channel, caller.Origin.Address?.ToString())
        );
        return Task.FromResult<Outcome<Done>>(default(Done));
    }
}
