using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>Takes a whole sale back on the day it was made: goods on the shelf, money returned, as if it had not been.</summary>
[Needs(Permissions.Sell)]
internal sealed class VoidSale(ReversalWriter writer, Caller caller) : UseCase<VoidSale, VoidSale.Input, ReversalReceipt>
{
    /// <param name="SaleId">Which sale.</param>
    /// <param name="Reason">Why, at most 200 characters.</param>
    /// <param name="ApprovedBy">The supervisor who agreed, as <see cref="SupervisorApproval"/> found; never what a client says.</param>
    public sealed record Input(Guid SaleId, string? Reason, PersonId? ApprovedBy = null);

    public override async Task<Outcome<ReversalReceipt>> Run(Input input, CancellationToken cancel)
    {
        if (!caller.May(Permissions.Void) && input.ApprovedBy is null)
            return Errors.NeedsSupervisor();
        if (!ReversalReason.TryRead(input.Reason, out var reason, out var refusal))
            return refusal;
        if (await writer.Hold(input.SaleId, cancel) is not { } sale)
            return PlatformErrors.NotFound();

        var balance = new SaleBalance(sale);
        if (balance.RefuseVoid(writer.Today) is { } impossible)
            return impossible;

        return await writer.Write(sale, ReversalKinds.Void, balance.Everything(), reason, input.ApprovedBy, cancel);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "reversals_void_or_refund" ? Errors.SaleRefunded() : null;
}
