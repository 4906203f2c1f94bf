using System.Globalization;

namespace Niaga.Retail.Sales;

/// <summary>A document's number as people read it: <c>V-000012</c> voids, <c>CN-000034</c> refunds. Gap-free from 1 in each kind.</summary>
internal readonly record struct ReversalNumber(string Kind, long Value)
{
    /// <summary>Name of the series in the numbering kernel.</summary>
    public static string Series(string kind) => kind == ReversalKinds.Void ? "retail.void" : "retail.credit_note";

    public override string ToString() => (Kind == ReversalKinds.Void ? "V-" : "CN-") + Value.ToString("D6", CultureInfo.InvariantCulture);
}
