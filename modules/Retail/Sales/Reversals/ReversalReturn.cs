using Niaga.Platform.Callers;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>Where one goes back to from a void or refund: the till's receipts, or the sale for whoever may see it.</summary>
internal sealed record ReversalReturn(string Href, bool ToTill)
{
    public static ReversalReturn Of(string? from, Guid sale, Caller caller) =>
        from == "till" || !caller.May(Permissions.SalesView) ? new("till/receipts", true) : new($"sales/{sale}", false);

    public string Text(Words words) => words[ToTill ? "retail.receipts.today" : "retail.reversal.to_sale"];

    public string Query => ToTill ? "?from=till" : "";

    public string With(string name, object value) => (ToTill ? "?from=till&" : "?") + $"{name}={value}";
}
