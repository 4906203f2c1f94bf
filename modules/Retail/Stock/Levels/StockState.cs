namespace Niaga.Retail.Stock.Levels;

/// <summary>What is known of a product's stock, as the API says it.</summary>
internal static class StockState
{
    /// <summary>Below this many units, somebody should order.</summary>
    public const int LowAt = 5;

    /// <summary>Its stock is not kept: services, things made to order.</summary>
    public const string Untracked = "untracked";

    /// <summary>Nobody ever said how much there is; it sells all the same.</summary>
    public const string NotCounted = "not-counted";

    /// <summary>The level is known.</summary>
    public const string Counted = "counted";

    /// <summary>More was sold than there was: to be counted.</summary>
    public const string BelowZero = "below-zero";

    public static string Of(bool tracked, bool counted, long thousandths) =>
        !tracked ? Untracked
        : !counted ? NotCounted
        : thousandths < 0 ? BelowZero
        : Counted;
}
