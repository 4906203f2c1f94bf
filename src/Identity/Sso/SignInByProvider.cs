using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Oidc;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Sso;

/// <summary>
/// Says who somebody is that a provider of this deployment vouches for: the person it is linked to, or a new one. An account that stands
/// with the address is never linked by the address alone: its holder signs in once and links it. Decision record 11 says why.
/// </summary>
[PublicAccess("The provider's token, checked by the framework's handler, is the proof.")]
internal sealed class SignInByProvider(PeopleDb people, AddressHolder holders, PersonEvents events, Caller caller, TimeProvider clock)
    : UseCase<SignInByProvider, SignInByProvider.Input, SignInByProvider.Answer>
{
    public sealed record Input(SignInProvider Provider, ProviderIdentity Identity, string Language);

    /// <param name="Fault">Why they stay out, or null.</param>
    /// <param name="Person">Who it is.</param>
    public sealed record Answer(SsoFailure? Fault, Guid? Person);

    public override async Task<Outcome<Answer>> Run(Input input, CancellationToken cancel)
    {
        var (provider, identity) = (input.Provider, input.Identity);
        // Checked and let go: nothing here needs the number, so nothing keeps it.
        if (provider.Settings.IcClaim is { Length: > 0 } ic && !MyKad.TryParse(identity.One(ic), out _))
            return new Answer(SsoFailure.IdentityNumber, null);
        if (
            await people
                .ByLogin(provider.Oidc.Key, identity.Subject)
                .UserLogins.AsNoTracking()
                .FirstOrDefaultAsync(l => l.LoginProvider == provider.Oidc.Key && l.ProviderKey == identity.Subject, cancel) is
            { } login
        )
            return new Answer(null, login.UserId);
        if (identity.Email(provider.Settings.EmailClaim) is not { } email)
            return new Answer(SsoFailure.NoEmail, null);

        var vouched = provider.Settings.EmailClaim == "email" && provider.Vouches(identity);
        // Said only to whom the mailbox belongs; anybody else gets an account of their own, as at sign-up.
        if (
            vouched
            && await people
                .AtAddress(email.Normalized)
                .Users.AnyAsync(p => p.NormalizedEmail == email.Normalized && p.EmailConfirmed, cancel)
        )
            return new Answer(SsoFailure.LinkFirst, null);

        var person = new Person(identity.Name(provider.Settings.NameClaim, email), email.Value, input.Language, clock.GetUtcNow());
        if (!await holders.Create(person, null, confirmed: vouched, cancel))
            return new Answer(SsoFailure.LinkFirst, null);

        people.UserLogins.Add(
            new IdentityUserLogin<Guid>
            {
                LoginProvider = provider.Oidc.Key,
                ProviderKey = identity.Subject,
                ProviderDisplayName = provider.Key,
                UserId = person.Id,
            }
        );
        await people.SaveChangesAsync(cancel);
        caller.Identify(person.PersonId, []);
        events.Note(person.PersonId, "platform.provider_linked", new { Provider = provider.Key });
        return new Answer(null, person.Id);
    }

    /// <summary>Two first sign-ins at once: the second finds what the first made when it tries again.</summary>
    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.SqlState == PostgresErrorCodes.UniqueViolation ? PlatformErrors.Busy() : null;
}
