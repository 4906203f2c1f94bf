namespace Niaga.Retail.Sales;

/// <summary>What became of a sale.</summary>
internal enum SaleStatus
{
    Completed,
    PartlyRefunded,
    Refunded,
    Voided,
}

internal static class SaleStatuses
{
    /// <param name="reversed">How it was put right; null when it was not.</param>
    /// <param name="whole">Whether nothing is left of it.</param>
    public static SaleStatus Of(string? reversed, bool whole) =>
        reversed switch
        {
            null => SaleStatus.Completed,
            ReversalKinds.Void => SaleStatus.Voided,
            _ => whole ? SaleStatus.Refunded : SaleStatus.PartlyRefunded,
        };

    /// <summary>As files and the API write it; its text is <c>retail.sale.status.{key}</c>.</summary>
    public static string Key(this SaleStatus status) =>
        status switch
        {
            SaleStatus.Voided => "voided",
            SaleStatus.Refunded => "refunded",
            SaleStatus.PartlyRefunded => "partly_refunded",
            _ => "completed",
        };
}
