using Niaga.Platform.Encryption;

namespace Niaga.Trade.Customers;

/// <summary>The encrypted columns of customers, for SQL of one's own.</summary>
internal static class CustomerColumns
{
    private const string Customers = "trade.customers";
    private const string Contacts = "trade.customer_contacts";
    private const string Addresses = "trade.customer_addresses";

    public static readonly PersonalColumn Name = new(Customers, "name");
    public static readonly PersonalColumn Tin = new(Customers, "tin");
    public static readonly PersonalColumn TinKey = new(Customers, "tin_key");
    public static readonly PersonalColumn Identity = new(Customers, "identity");
    public static readonly PersonalColumn IdentityKey = new(Customers, "identity_key");
    public static readonly PersonalColumn Registration = new(Customers, "registration");
    public static readonly PersonalColumn Note = new(Customers, "note");
    public static readonly PersonalColumn Own = new(Customers, "own");
    public static readonly PersonalColumn Value = new(Contacts, "value");
    public static readonly PersonalColumn ValueKey = new(Contacts, "value_key");
    public static readonly PersonalColumn Label = new(Addresses, "label");
    public static readonly PersonalColumn Line1 = new(Addresses, "line1");
    public static readonly PersonalColumn Line2 = new(Addresses, "line2");
    public static readonly PersonalColumn Postcode = new(Addresses, "postcode");
    public static readonly PersonalColumn Town = new(Addresses, "town");

    /// <summary>Of an address, in its order.</summary>
    public static readonly PersonalColumn[] AddressParts = [Label, Line1, Line2, Postcode, Town];

    /// <summary>What its tokens are made with.</summary>
    public static readonly PersonalColumn Token = new("trade.customer_tokens", "token");
}

/// <summary>What is shown of a customer, as the log of who looked calls it.</summary>
internal static class CustomerFacts
{
    public const string Name = "name";
    public const string Phone = "phone";
    public const string Email = "email";
    public const string Address = "address";
    public const string Tin = "tin";
    public const string Identity = "identity";
    public const string Registration = "registration";
    public const string Note = "note";
    public const string Fields = "fields";

    /// <summary>A line of a list.</summary>
    public static readonly string[] Listed = [Name, Phone, Email, Fields];

    /// <summary>Where somebody is chosen.</summary>
    public static readonly string[] Picked = [Name, Phone];

    public static readonly string[] All = [Name, Phone, Email, Address, Tin, Identity, Registration, Note, Fields];
}
