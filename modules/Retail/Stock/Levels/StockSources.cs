namespace Niaga.Retail.Stock.Levels;

/// <summary>Kinds of documents that move stock, as a movement names its source.</summary>
internal static class StockSources
{
    public const string Receipt = "retail.stock_receipt";
    public const string Sale = "retail.sale";
    public const string Transfer = "retail.stock_transfer";

    /// <summary>The move back; its document is the move it takes back.</summary>
    public const string TransferBack = "retail.stock_transfer_back";
    public const string ImportUndo = "retail.import_undo";
}
