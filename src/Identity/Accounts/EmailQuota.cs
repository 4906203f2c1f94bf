using Niaga.Identity.Attempts;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Identity.Accounts;

/// <summary>How many e-mails a person may have sent to an unconfirmed address, so that nobody floods a mailbox through us.</summary>
internal sealed class EmailQuota(AttemptCounter counter)
{
    public const int MostInAnHour = 5;

    /// <summary>Counts an e-mail, over all nodes; a refusal when there were enough.</summary>
    public async Task<Refusal?> Count(PersonId person, CancellationToken cancel) =>
        await counter.Add(
            person,
            AttemptCounter.Confirmation,
            "",
            counter.Window(TimeSpan.FromHours(1)),
            locked: false,
            tooOften: false,
            cancel
        ) > MostInAnHour
            ? AccountErrors.EnoughEmails()
            : null;
}
