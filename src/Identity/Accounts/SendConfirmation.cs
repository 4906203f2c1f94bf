using Microsoft.AspNetCore.Identity;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Identity.Accounts;

/// <summary>Sends the link that confirms one's address again.</summary>
[SignedIn]
internal sealed class SendConfirmation(UserManager<Person> accounts, EmailQuota quota, Caller caller, Outbox outbox)
    : UseCase<SendConfirmation, SendConfirmation.Input, Done>
{
    /// <param name="Origin">Scheme and host the link shall lead to.</param>
    public sealed record Input(string Origin);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (await accounts.FindByIdAsync(caller.Person.ToString()!) is not { } person)
            return PlatformErrors.NotFound();
        if (person.EmailConfirmed)
            return default(Done);
        if (await quota.Count(person.PersonId, cancel) is { } enough)
            return enough;

        outbox.Add(MailEmailLink.Kind, new MailEmailLink.Payload(person.Id, null, input.Origin));
        return default(Done);
    }
}
