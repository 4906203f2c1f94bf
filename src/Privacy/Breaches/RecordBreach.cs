using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Breaches;

/// <summary>Somebody came to know of a breach: the 72 hours run from that minute. Answers its id.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class RecordBreach(PrivacyDb db, BreachSteps steps, TimeProvider clock) : UseCase<RecordBreach, RecordBreach.Input, Guid>
{
    public const int LongestTitle = 120;

    /// <param name="KnownAt">As <c>2026-11-06T17:10</c>, in Malaysia.</param>
    /// <param name="Title">In a few words.</param>
    /// <param name="Story">What happened, as far as it is known.</param>
    public sealed record Input(string? KnownAt, string? Title, string? Story);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var known = steps.Moment(input.KnownAt, nameof(input.KnownAt), null, refusals);
        var title = SingleLineText.Read(input.Title, nameof(input.Title), LongestTitle, refusals);
        if (title is null && refusals.TrueForAll(r => r.Field != nameof(input.Title)))
            refusals.Add(PlatformErrors.Required(nameof(input.Title)));
        var story = BreachSteps.Text(input.Story, nameof(input.Story), required: true, refusals);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var breach = new Breach(await steps.NextNumber(cancel), known!.Value, title!, story!, null, clock.GetUtcNow());
        db.Set<Breach>().Add(breach);
        await db.SaveChangesAsync(cancel);
        steps.Note(breach, "known", null);
        steps.Run(breach);
        return breach.BreachId;
    }
}
