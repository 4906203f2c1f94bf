using Niaga.Fields;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>What a business may say about a customer, checked.</summary>
internal sealed record CustomerDetails(
    string Kind,
    string Name,
    IReadOnlyList<CustomerDetails.Contact> Contacts,
    IReadOnlyList<AddressDetails> Addresses,
    Tin? Tin,
    IdentityNumber? Identity,
    SsmNumber? Registration,
    string? Group,
    IReadOnlyList<string> Tags,
    Money? CreditLimit,
    string? Note
)
{
    /// <summary>Values of the business's own fields.</summary>
    public FieldValues Fields { get; init; } = FieldValues.None;

    /// <param name="Kind">Phone or e-mail.</param>
    /// <param name="Value">As it is written to or dialled.</param>
    /// <param name="Key">What is compared.</param>
    /// <param name="Field">Of the input, for a refusal.</param>
    public sealed record Contact(string Kind, string Value, string Key, string Field)
    {
        /// <summary>One that was written before.</summary>
        public static Contact Kept(string kind, string value) =>
            new(kind, value, kind == CustomerContact.Email ? value.ToLowerInvariant() : value, "");

        /// <summary>The same number or address.</summary>
        public bool IsSame(Contact other) => Kind == other.Kind && Key == other.Key;

        public static Contact Of(PhoneNumber phone, string field) => new(CustomerContact.Phone, phone.Value, phone.Value, field);

        public static Contact Of(EmailAddress email, string field) =>
            new(CustomerContact.Email, email.Value, email.Value.ToLowerInvariant(), field);
    }
}

/// <summary>An address in Malaysian order.</summary>
/// <param name="State">LHDN's code, <c>01</c> to <c>16</c>.</param>
internal sealed record AddressDetails(string? Label, string Line1, string? Line2, string? Postcode, string? Town, string? State);
