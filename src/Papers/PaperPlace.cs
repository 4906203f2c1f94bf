namespace Niaga.Papers;

/// <summary>
/// The place a paper is of. In a business with several, papers show it below the business's name: what it says of itself, and the
/// business's own address or phone where it says nothing. In a business with one it is the other way round.
/// </summary>
/// <param name="Name">What it is called; null in a business with one, whose papers name the business alone.</param>
/// <param name="State">Code of a state.</param>
/// <param name="Phone">E.164.</param>
public sealed record PaperPlace(
    string? Name,
    string? AddressLine1 = null,
    string? AddressLine2 = null,
    string? Postcode = null,
    string? Town = null,
    string? State = null,
    string? Phone = null
);
