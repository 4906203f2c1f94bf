namespace Niaga.Retail;

/// <summary>What webhooks may tell of a shop.</summary>
internal static class RetailEvents
{
    public const string SaleRecorded = "retail.sale_recorded";
    public const string SaleVoided = "retail.sale_voided";
    public const string SaleRefunded = "retail.sale_refunded";
    public const string ProductCreated = "retail.product_created";
    public const string ProductChanged = "retail.product_changed";
    public const string ProductArchived = "retail.product_archived";
    public const string ProductRestored = "retail.product_restored";
}
