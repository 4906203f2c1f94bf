namespace Niaga.Trade;

/// <summary>What a person may be allowed to do with what every trade has. A module's own permission may imply one of these.</summary>
public static class TradePermissions
{
    /// <summary>Find a customer by phone or name where one sells, and add one; not to page through all of them.</summary>
    public const string CustomersPick = "trade.customers.pick";
    public const string CustomersView = "trade.customers.view";
    public const string CustomersEdit = "trade.customers.edit";

    /// <summary>Put customers into the bin.</summary>
    public const string CustomersDelete = "trade.customers.delete";

    /// <summary>Make one customer of two, and two again.</summary>
    public const string CustomersMerge = "trade.customers.merge";

    /// <summary>Say how much a customer may owe.</summary>
    public const string CustomersCredit = "trade.customers.credit";

    /// <summary>Take customers out as files.</summary>
    public const string CustomersExport = "trade.customers.export";

    /// <summary>See the published roster: who works when.</summary>
    public const string RosterView = "trade.roster.view";

    /// <summary>Plan who works when, and publish it.</summary>
    public const string RosterEdit = "trade.roster.edit";

    /// <summary>Take shifts and hours out as files.</summary>
    public const string RosterExport = "trade.roster.export";
}
