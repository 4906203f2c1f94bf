using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Factors;

/// <summary>The second step of a sign-in, after the first one was right.</summary>
[PublicAccess("Nobody is signed in yet; the half-signed-in cookie says who gave the right first step, and the page has read it.")]
internal sealed class VerifySecondFactor(FactorCheck check)
    : UseCase<VerifySecondFactor, VerifySecondFactor.Input, VerifySecondFactor.Answer>
{
    public sealed record Input(PersonId Person, GivenFactor Given);

    /// <param name="Right">A wrong one is counted, so it is answered rather than refused.</param>
    public sealed record Answer(bool Right);

    public override async Task<Outcome<Answer>> Run(Input input, CancellationToken cancel) =>
        new Answer(await check.Passes(input.Person, input.Given, PasskeyPurpose.SecondStep, null, cancel));
}
