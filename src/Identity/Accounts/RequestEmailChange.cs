using Microsoft.AspNetCore.Identity;
using Niaga.Contract;
using Niaga.Identity.Attempts;
using Niaga.Identity.Domains;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Identity.Accounts;

/// <summary>
/// Another e-mail address for one's account. It changes when the link mailed there is opened (<see cref="ConfirmEmail"/>); whether the
/// address has an account already is not told here.
/// </summary>
[SignedIn]
[StepUp]
internal sealed class RequestEmailChange(
    UserManager<Person> accounts,
    AttemptLimiter attempts,
    EmailQuota quota,
    HomeRealmDiscovery company,
    Caller caller,
    PersonEvents events,
    Outbox outbox
) : UseCase<RequestEmailChange, RequestEmailChange.Input, Done>
{
    /// <param name="Email">The new address.</param>
    /// <param name="Origin">Scheme and host the link shall lead to.</param>
    public sealed record Input(string? Email, string Origin);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!EmailAddress.TryParse(input.Email, out var email))
            return PlatformErrors.EmailInvalid();
        // A business vouches for the address of who comes in through it, and for every address of a domain that must: by another one they
        // would get around it.
        if (caller.Session?.BoundTo is not null)
            return PlatformErrors.ManagedElsewhere();
        if (await accounts.FindByIdAsync(caller.Person.ToString()!) is not { } person)
            return PlatformErrors.NotFound();
        if (await company.IsRequired(EmailAddress.Parse(person.Email!), cancel))
            return AccountErrors.EmailOfCompany();
        if (email.Normalized == person.AddressKey)
            return AccountErrors.EmailSame();
        if (!attempts.Try(email))
            return PlatformErrors.TooManyRequests();
        if (await quota.Count(person.PersonId, cancel) is { } enough)
            return enough;

        outbox.Add(MailEmailLink.Kind, new MailEmailLink.Payload(person.Id, email.Value, input.Origin));
        events.Note(person.PersonId, "platform.email_change_asked");
        return default(Done);
    }
}
