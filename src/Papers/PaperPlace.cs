namespace Niaga.Papers;

/// <summary>
/// A place of a business that has several, as its papers show it below the business's name: what it says of itself, and the business's own
/// address or phone where it says nothing.
/// </summary>
/// <param name="Name">What it is called.</param>
/// <param name="State">Code of a state.</param>
/// <param name="Phone">E.164.</param>
public sealed record PaperPlace(
    string Name,
    string? AddressLine1 = null,
    string? AddressLine2 = null,
    string? Postcode = null,
    string? Town = null,
    string? State = null,
    string? Phone = null
)
{
    /// <summary>Whether it says where it is.</summary>
    public bool HasAddress => (AddressLine1 ?? Town ?? Postcode) is not null;
}
