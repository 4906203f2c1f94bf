namespace Niaga.Trade.Customers;

/// <summary>
/// A customer as a webhook tells them: which, and nothing personal. A message lies stored and goes out of the house; the name, numbers and
/// notes are asked of the API by whoever needs them, which is written down.
/// </summary>
/// <param name="Id">Their id.</param>
/// <param name="Kind"><c>person</c> or <c>company</c>.</param>
/// <param name="Archived">Whether they are off the lists.</param>
/// <param name="MergedInto">Who they are found as, where they were merged.</param>
internal sealed record CustomerTold(Guid Id, string Kind, bool Archived, Guid? MergedInto)
{
    public const string Created = "trade.customer_created";
    public const string Changed = "trade.customer_changed";
    public const string Deleted = "trade.customer_deleted";
    public const string Merged = "trade.customer_merged";

    public static CustomerTold Of(Customer c) => new(c.CustomerId, c.Kind, c.ArchivedAt is not null, c.MergedInto);
}
