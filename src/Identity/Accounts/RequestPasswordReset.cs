using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Identity.Accounts;

/// <summary>Someone asks for a way back in. Always answered alike: whether the address is known is found out in the background.</summary>
[PublicAccess("Who has forgotten the password cannot sign in.")]
internal sealed class RequestPasswordReset(Outbox outbox, Caller caller) : UseCase<RequestPasswordReset, RequestPasswordReset.Input, Done>
{
    /// <param name="Email">The address typed.</param>
    /// <param name="Origin">Scheme and host the link shall lead to, as this request came in.</param>
    public sealed record Input(string? Email, string Origin);

    public override Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!EmailAddress.TryParse(input.Email, out var email))
            return Task.FromResult<Outcome<Done>>(PlatformErrors.EmailInvalid());

        outbox.Add(MailPasswordReset.Kind, new MailPasswordReset.Payload(email.Value, input.Origin, caller.Origin.Address?.ToString()));
        return Task.FromResult<Outcome<Done>>(default(Done));
    }
}
