using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Stock.Levels;
using Niaga.Trade.Branches;
using Niaga.Trade.Stock;
using Npgsql;

namespace Niaga.Retail.Stock;

/// <summary>
/// Moves stock from one branch to another, several products at once. Refused where a sale of as much would be, and where less lies there,
/// until somebody says that it is meant.
/// </summary>
[Needs(Permissions.StockChange)]
internal sealed class MoveStock(StockMove move) : UseCase<MoveStock, MoveStock.Input, StockMove.Done>
{
    public const int MostLines = ReceiveStock.MostLines;

    /// <param name="From">The branch it leaves.</param>
    /// <param name="To">The branch it comes to.</param>
    /// <param name="Lines">What moves, 1 to 200 lines; of one product several add up.</param>
    /// <param name="Note">Driver, paper; kept with every movement.</param>
    /// <param name="AllowShort">More leaves than the records show there, and whoever moves it knows.</param>
    public sealed record Input(Guid? From, Guid? To, IReadOnlyList<Line> Lines, string? Note, bool AllowShort = false);

    /// <param name="Quantity">As typed; more than zero.</param>
    public sealed record Line(Guid ProductId, string? Quantity);

    public override async Task<Outcome<StockMove.Done>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var (from, to) = Places(input, refusals);
        if (input.Lines.Count is 0 or > MostLines)
            refusals.Add(Errors.LinesInvalid(MostLines));
        var note = SingleLineText.Read(input.Note, nameof(input.Note), TypedInput.LongestNote, refusals);
        var lines = new List<StockMove.Line>();
        for (var i = 0; i < Math.Min(input.Lines.Count, MostLines); i++)
        {
            var quantity = TypedInput.Quantity(input.Lines[i].Quantity, $"Lines[{i}].Quantity", refusals);
            if (quantity is { Thousandths: <= 0 })
                refusals.Add(Errors.QuantityNotPositive($"Lines[{i}].Quantity"));
            else
                lines.Add(new(input.Lines[i].ProductId, quantity ?? Quantity.Zero, i));
        }
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        return await move.Act(new(Guid.CreateVersion7(), StockSources.Transfer, from, to, lines, note, input.AllowShort), cancel);
    }

    public override Refusal? Explain(PostgresException violation, Input input) => StockMove.Explain(violation);

    private static (Guid From, Guid To) Places(Input input, List<Refusal> refusals)
    {
        if (input.From is null)
            refusals.Add(PlatformErrors.Required(nameof(input.From)));
        if (input.To is null)
            refusals.Add(PlatformErrors.Required(nameof(input.To)));
        if (input.From is not null && input.From == input.To)
            refusals.Add(Errors.MovedToItself());
        return (input.From.GetValueOrDefault(), input.To.GetValueOrDefault());
    }
}
