using System.Text.Json;
using Niaga.Platform.Texts;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>What the refund form's script says by itself.</summary>
internal static class RefundWords
{
    public static string Json(Words words) =>
        JsonSerializer.Serialize(
            PaymentMethods
                .All.Select(m => KeyValuePair.Create("payment." + m, words["retail.payment." + m]))
                .Append(KeyValuePair.Create("back", words["retail.reversal.give_back"]))
                .Append(KeyValuePair.Create("rounding", words["retail.receipt.rounding"]))
                .ToDictionary()
        );
}
