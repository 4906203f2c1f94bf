using Niaga.Contract;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Platform.Unreadable;

/// <summary>Values of a business that did not open are told, each once a day, whichever node saw them.</summary>
[OperatorOnly]
internal sealed class NoteUnreadable(Outbox outbox) : UseCase<NoteUnreadable, NoteUnreadable.Input, Done>
{
    public sealed record Input(IReadOnlyList<UnreadableValues.Found> Values);

    public override Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        foreach (var one in input.Values)
            outbox.Add(
                TellUnreadable.Kind,
                new TellUnreadable.Where(one.Column, one.Row, one.Day),
                FormattableString.Invariant($"{one.Column} {one.Row} {one.Day:yyyy-MM-dd}")
            );
        return Task.FromResult<Outcome<Done>>(default(Done));
    }
}
