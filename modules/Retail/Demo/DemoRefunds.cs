using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Retail.Sales;
using Niaga.Retail.Sales.Reversals;
using Niaga.Trade.Numbering;

namespace Niaga.Retail.Demo;

/// <summary>Some customers of the demonstration come back within the hour with something broken: it is refunded and written off.</summary>
internal sealed class DemoRefunds(TenantSession session, SalesQuery book, Numbers numbers)
{
    /// <summary>One sale in this many.</summary>
    private const int Every = 50;

    private static readonly TimeSpan Later = TimeSpan.FromMinutes(25);

    public async Task Write(PersonId person, DateTimeOffset now, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        var until = now - Later;
        var sales = await db.Set<Sale>()
            .Where(s => s.ReceiptNumber % Every == Every / 2 && s.SoldAt < until)
            .OrderBy(s => s.ReceiptNumber)
            .Select(s => s.SaleId)
            .ToListAsync(cancel);
        foreach (var id in sales)
        {
            var sale = (await book.Find(id, cancel))!;
            var line = sale.Lines[0];
            var at = sale.SoldAt + Later;
            var refund = new Reversal(
                Guid.CreateVersion7(at),
                id,
                ReversalKinds.Refund,
                await numbers.Next(ReversalNumber.Series(ReversalKinds.Refund), cancel),
                at,
                MalaysianTime.Day(at),
                Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18))
            );
            refund.Say(person, null, "Rosak");
            refund.Take(new SaleBalance(sale).Take([new(line.Line, line.Quantity, Restock: false)]));
            db.Add(refund);
        }
        await db.SaveChangesAsync(cancel);
    }
}
