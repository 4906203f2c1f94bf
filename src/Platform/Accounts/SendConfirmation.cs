using Microsoft.AspNetCore.Identity;
using Niaga.Contract;
using Niaga.Platform.People;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Platform.Accounts;

/// <summary>Sends the link that confirms one's address again.</summary>
[SignedIn]
internal sealed class SendConfirmation(UserManager<Person> accounts, EmailQuota letters, Caller caller, Outbox outbox)
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
        if (await letters.Count(person.PersonId, cancel) is { } enough)
            return enough;

        outbox.Add(MailEmailLink.Kind, new MailEmailLink.Payload(person.Id, null, input.Origin));
        return default(Done);
    }
}
