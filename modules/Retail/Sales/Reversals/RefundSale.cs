using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>Takes some of a sale back against its receipt: a credit note over its lines, the money the way it came.</summary>
[Needs(Permissions.Sell)]
internal sealed class RefundSale(ReversalWriter writer, Caller caller) : UseCase<RefundSale, RefundSale.Input, ReversalReceipt>
{
    /// <param name="SaleId">Which sale.</param>
    /// <param name="Lines">What comes back.</param>
    /// <param name="Reason">Why, at most 200 characters.</param>
    /// <param name="ApprovedBy">The supervisor who agreed, as <see cref="SupervisorApproval"/> found; never what a client says.</param>
    public sealed record Input(Guid SaleId, IReadOnlyList<RefundLine?>? Lines, string? Reason, PersonId? ApprovedBy = null);

    public override async Task<Outcome<ReversalReceipt>> Run(Input input, CancellationToken cancel)
    {
        if (!caller.May(Permissions.Refund) && input.ApprovedBy is null)
            return Errors.NeedsSupervisor();

        var reasoned = ReversalReason.TryRead(input.Reason, out var reason, out var unreasoned);
        Refusal[] unread = [.. Incomplete(input.Lines)];
        if (unread.Length > 0)
            return Refusal.Of(reasoned ? unread : [.. unread, unreasoned!])!;
        if (await writer.Hold(input.SaleId, cancel) is not { } sale)
            return PlatformErrors.NotFound();

        var balance = new SaleBalance(sale);
        if (Refusal.Of(Faults(balance, input.Lines!, input.Reason)) is { } refusal)
            return refusal;

        var back = balance.Take(WantedOf(input.Lines!));
        return await writer.Write(sale, ReversalKinds.Refund, back, reason!, input.ApprovedBy, cancel);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "reversals_void_or_refund" ? Errors.SaleVoided() : null;

    /// <summary>All that is wrong with lines and reason together, so that a form can show it at once.</summary>
    internal static Refusal[] Faults(SaleBalance balance, IReadOnlyList<RefundLine?> lines, string? reason)
    {
        Refusal[] faults = [.. Incomplete(lines)];
        if (faults.Length == 0)
            faults = [.. Refuse(balance, lines)?.All ?? []];
        return ReversalReason.TryRead(reason, out _, out var unreasoned) ? faults : [.. faults, unreasoned];
    }

    /// <summary>What can be refused without looking anything up.</summary>
    internal static IEnumerable<Refusal> Incomplete(IReadOnlyList<RefundLine?>? lines)
    {
        if (lines is null or [])
            yield return Errors.NothingToRefund();
        // Each line at most twice: some of it back on the shelf, some written off.
        if (lines is { Count: > 2 * RecordSale.MostLines })
            yield return Errors.TooManyLines(2 * RecordSale.MostLines);
        for (var i = 0; i < Math.Min(lines?.Count ?? 0, 2 * RecordSale.MostLines); i++)
        {
            if (lines![i]?.Line is null)
                yield return PlatformErrors.Required($"Lines[{i}].line");
            if (lines[i]?.Quantity is not { } quantity)
                yield return PlatformErrors.Required($"Lines[{i}].quantity");
            else if (quantity <= Quantity.Zero || quantity > Quantity.FromUnits(RecordSale.MostQuantity))
                yield return Errors.QuantityOutOfRange($"Lines[{i}].quantity", RecordSale.MostQuantity);
        }
    }

    /// <summary>What speaks against it, all of it at once.</summary>
    internal static Refusal? Refuse(SaleBalance balance, IReadOnlyList<RefundLine?> lines)
    {
        if (balance.IsVoided)
            return Errors.SaleVoided();

        var known = balance.Lines.ToDictionary(l => l.Number);
        var left = balance.Lines.ToDictionary(l => l.Number, l => l.Left);
        var refusals = new List<Refusal>();
        for (var i = 0; i < lines.Count; i++)
        {
            var (number, quantity) = (lines[i]!.Line!.Value, lines[i]!.Quantity!.Value);
            if (!known.TryGetValue(number, out var line))
            {
                refusals.Add(Errors.SaleLineUnknown($"Lines[{i}].line"));
                continue;
            }
            if (quantity > left[number])
                refusals.Add(Errors.RefundedMoreThanSold($"Lines[{i}].quantity", line.Name, left[number]));
            else
                left[number] -= quantity;
        }
        return Refusal.Of(refusals.Count > 0 ? refusals : [.. TooSlight(balance, lines, left)]);
    }

    /// <summary>Goods back for no money. The rest of a line may be: after rounding, all of its money can be back before it.</summary>
    private static IEnumerable<Refusal> TooSlight(
        SaleBalance balance,
        IReadOnlyList<RefundLine?> lines,
        Dictionary<int, Quantity> leftAfter
    )
    {
        var back = balance.Take(WantedOf(lines)).Lines.ToLookup(l => l.SaleLine, l => l.Total);
        foreach (var line in balance.Lines.Where(l => back.Contains(l.Number) && !l.Total.IsZero && !leftAfter[l.Number].IsZero))
        {
            if (Money.Sum(back[line.Number]).IsZero)
                yield return Errors.RefundTooSlight($"Lines[{lines.ToList().FindIndex(l => l!.Line == line.Number)}].quantity", line.Name);
        }
    }

    /// <summary>The lines, once nothing is missing from them.</summary>
    internal static SaleBalance.Wanted[] WantedOf(IReadOnlyList<RefundLine?> lines) =>
        [.. lines.Select(l => new SaleBalance.Wanted(l!.Line!.Value, l.Quantity!.Value, l.Restock ?? true))];
}

/// <summary>Some of a line of the sale.</summary>
/// <param name="Line" example="1">Number of the line, from 1, as the sale lists it.</param>
/// <param name="Quantity">More than 0, at most what is left of the line.</param>
/// <param name="Restock">Back on the shelf (when left out), or false to write it off.</param>
internal sealed record RefundLine(int? Line, Quantity? Quantity, bool? Restock = null);
