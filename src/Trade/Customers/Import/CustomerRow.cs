using Niaga.Fields;
using Niaga.Imports;

namespace Niaga.Trade.Customers.Import;

/// <summary>A line of a file, read as a customer. What a cell leaves open stays as it is with a customer who is there already.</summary>
/// <param name="KindGiven">The file says whether it is a person or a company.</param>
internal sealed record CustomerRow(int Line, CustomerDetails Details, bool KindGiven) : ImportRow(Line)
{
    /// <summary>Of the business's own fields.</summary>
    public FieldCells Own { get; set; } = FieldCells.None;

    /// <summary>The customer that it changes; null for a new one.</summary>
    public Guid? Target { get; set; }

    /// <summary>Its customer is archived and comes back with it.</summary>
    public bool Restores { get; set; }

    /// <summary>What its customer holds again once back, where the row says nothing of it.</summary>
    public string? TinHeld { get; set; }

    /// <summary>As <see cref="TinHeld"/>.</summary>
    public string? IdentityHeld { get; set; }

    /// <summary>The one it is written to.</summary>
    public Guid Id { get; set; }

    /// <summary>What no two customers may share; null for none, and for LHDN's stand-ins.</summary>
    public string? TinKey => Details.Tin is { IsGeneral: false } tin ? tin.Value : null;

    /// <summary>Kind and number, which no two customers may share.</summary>
    public string? IdentityKey => Details.Identity?.RevealStored();

    /// <summary>Nothing but a name tells who it is.</summary>
    public bool IsBare => Details.Contacts.Count == 0 && TinKey is null && IdentityKey is null;
}
