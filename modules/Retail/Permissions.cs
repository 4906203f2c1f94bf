namespace Niaga.Retail;

/// <summary>What a person may be allowed to do in a shop. Display text: <c>permission.{key}</c>.</summary>
internal static class Permissions
{
    public const string ProductsView = "retail.products.view";
    public const string ProductsEdit = "retail.products.edit";

    /// <summary>See what products cost the shop, and so its margin.</summary>
    public const string Costs = "retail.products.costs";

    /// <summary>Take products and sales out as files.</summary>
    public const string Export = "retail.export";
    public const string StockView = "retail.stock.view";

    /// <summary>Receive and adjust stock.</summary>
    public const string StockChange = "retail.stock.change";

    /// <summary>Choose what happens when more is sold than there is.</summary>
    public const string StockRules = "retail.stock.rules";
    public const string SalesView = "retail.sales.view";

    /// <summary>Sell at the till.</summary>
    public const string Sell = "retail.sales.sell";

    /// <summary>Sell more than there is where the business asks for somebody in charge.</summary>
    public const string SellBelowZero = "retail.sales.below_zero";

    /// <summary>Void a sale of today, or agree to it as a supervisor.</summary>
    public const string Void = "retail.sales.void";

    /// <summary>Refund lines of a sale, or agree to it as a supervisor.</summary>
    public const string Refund = "retail.sales.refund";
}
