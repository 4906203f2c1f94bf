using Niaga.Platform.People;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Accounts;

/// <summary>How many letters a person may have sent to an address nobody has proven: a mailbox is not for us to fill.</summary>
internal sealed class EmailQuota(AttemptCounter tries)
{
    public const int MostInAnHour = 5;

    /// <summary>Counts a letter, over all nodes; the refusal when there were enough.</summary>
    public async Task<Refusal?> Count(PersonId person, CancellationToken cancel) =>
        await tries.Add(
            person,
            AttemptCounter.Confirmation,
            "",
            tries.Window(TimeSpan.FromHours(1)),
            locked: false,
            tooOften: false,
            cancel
        ) > MostInAnHour
            ? AccountErrors.EnoughLetters()
            : null;
}
