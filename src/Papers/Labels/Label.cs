namespace Niaga.Papers.Labels;

/// <summary>What stands on a label.</summary>
/// <param name="Name">Of the goods.</param>
/// <param name="Price">As people read it; null leaves it out.</param>
/// <param name="Code">The barcode's content: EAN digits, or any printable ASCII as Code 128; null for none.</param>
/// <param name="Detail">Something small beside the price, such as the SKU; null for none.</param>
public sealed record Label(string Name, string? Price, string? Code, string? Detail = null);
