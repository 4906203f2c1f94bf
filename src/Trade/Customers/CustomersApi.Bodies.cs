using System.Text.Json;
using Niaga.Fields;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

internal static partial class CustomersApi
{
    /// <summary>What a customer is refused for, new or changed.</summary>
    private static readonly Refusal[] Wrong =
    [
        PlatformErrors.Required("Name"),
        PlatformErrors.TooLong("Name", CustomerInput.LongestName),
        PlatformErrors.Invalid("Name"),
        CustomerErrors.KindUnknown(),
        CustomerErrors.PhoneInvalid("Phones"),
        CustomerErrors.EmailInvalid("Emails"),
        CustomerErrors.StateUnknown("Addresses"),
        CustomerErrors.PostcodeInvalid("Addresses"),
        CustomerErrors.PostcodeOfAnotherState("Addresses", ""),
        PlatformErrors.TinInvalid(),
        CustomerErrors.IdentityKindUnknown(),
        .. IdentityKinds.All.Select(CustomerErrors.IdentityInvalid),
        CustomerErrors.RegistrationInvalid(),
        CustomerErrors.CreditLimitInvalid(),
        CustomerErrors.CreditLimitForbidden(),
        CustomerErrors.TooMany("Phones", CustomerInput.MostContacts),
        CustomerErrors.PhoneTaken("Phones", ""),
        CustomerErrors.EmailTaken("Emails", ""),
        CustomerErrors.TinTaken(""),
        CustomerErrors.IdentityTaken(""),
        CustomerErrors.TakenMeanwhile(),
        .. FieldsErrors.OfValues,
    ];

    /// <summary>A customer to be added or changed. Only a name is required.</summary>
    /// <param name="Name">Their name.</param>
    /// <param name="Kind"><c>person</c> (also when left out) or <c>company</c>.</param>
    /// <param name="Phones">As people dial them; without a country code they are Malaysian. At most 10.</param>
    /// <param name="Emails">At most 10.</param>
    /// <param name="Addresses">At most 10.</param>
    /// <param name="Tin">LHDN's number; no other customer may have it, but for LHDN's stand-ins.</param>
    /// <param name="IdentityKind"><c>mykad</c>, <c>passport</c> or <c>army</c>; left out, what the number looks like.</param>
    /// <param name="Identity">The number that tells who they are; no other customer may have it.</param>
    /// <param name="Registration">The company's number with SSM.</param>
    /// <param name="Group">Name of a group; a new one is made.</param>
    /// <param name="Tags">At most 20.</param>
    /// <param name="CreditLimit">How much they may owe; asks for `trade.customers.credit`, and without it stays as it is.</param>
    /// <param name="Note">What the business wants to remember; at most 2,000 characters.</param>
    /// <param name="Shared">Another customer may have the same phone or e-mail address: refused unless this is true.</param>
    /// <param name="Fields">Values of the business's own fields, by key; one that is left out stays, null empties it.</param>
    /// <example>
    /// {"name":"Nur Aisyah binti Rahman","phones":["012-345 6789"],"emails":["aisyah@example.my"],
    /// "addresses":[{"line1":"12, Jalan Meru Indah 3","postcode":"41050","town":"Klang","state":"10"}],
    /// "identityKind":"mykad","identity":"880214-10-5566","tags":["VIP"]}
    /// </example>
    public sealed record CustomerBody(
        string? Name,
        string? Kind = null,
        IReadOnlyList<string?>? Phones = null,
        IReadOnlyList<string?>? Emails = null,
        IReadOnlyList<AddressBody?>? Addresses = null,
        string? Tin = null,
        string? IdentityKind = null,
        string? Identity = null,
        string? Registration = null,
        string? Group = null,
        IReadOnlyList<string?>? Tags = null,
        Money? CreditLimit = null,
        string? Note = null,
        bool? Shared = null,
        IReadOnlyDictionary<string, JsonElement>? Fields = null
    )
    {
        internal CustomerInput ToInput() =>
            new(
                Kind,
                Name,
                Phones,
                Emails,
                Addresses?.Select(a => a?.ToInput()).ToArray(),
                Tin,
                Registration,
                Group,
                Tags,
                CreditLimit?.ToDecimalString(),
                Note
            )
            {
                Shared = Shared ?? false,
                IdentityKind = IdentityKind,
                Identity = Identity,
                Fields = FieldInput.Of(Fields),
            };
    }

    /// <summary>An address.</summary>
    /// <param name="Line1" example="12, Jalan Meru Indah 3">First line.</param>
    /// <param name="Line2">Second line.</param>
    /// <param name="Postcode" example="&quot;41050&quot;">Five digits; has to lie in the state.</param>
    /// <param name="Town" example="Klang">Town.</param>
    /// <param name="State" example="&quot;10&quot;">Code of the state, <c>01</c> to <c>16</c>, or its name.</param>
    /// <param name="Label" example="Delivery">What it is for.</param>
    public sealed record AddressBody(
        string? Line1,
        string? Line2 = null,
        string? Postcode = null,
        string? Town = null,
        string? State = null,
        string? Label = null
    )
    {
        internal CustomerAddressInput ToInput() => new(Label, Line1, Line2, Postcode, Town, State);
    }

    /// <summary>A customer by phone, where one sells.</summary>
    /// <param name="Phone" example="012-345 6789">As people dial it.</param>
    /// <param name="Name" example="Siti Aminah">For a number nobody has; left out, they are called by it.</param>
    public sealed record PhoneBody(string? Phone, string? Name = null);

    /// <summary>What a customer agrees to.</summary>
    /// <param name="Purpose" example="marketing"><c>marketing</c>, <c>reminders</c>, <c>loyalty</c> or <c>sharing</c>.</param>
    /// <param name="Channel" example="in_person">
    /// How they said so: <c>in_person</c>, <c>phone</c>, <c>message</c>, <c>email</c>, <c>form</c> or <c>website</c>.
    /// </param>
    /// <param name="Wording" example="I agree to be sent offers by e-mail.">
    /// The words they agreed to; left out, ours for the purpose in the language of the request.
    /// </param>
    /// <param name="Attachment">The paper they signed: an id among the customer's files.</param>
    public sealed record ConsentBody(string? Purpose, string? Channel, string? Wording = null, string? Attachment = null)
    {
        /// <summary>What is no id is nobody's file.</summary>
        internal Guid? Paper =>
            string.IsNullOrEmpty(Attachment) ? null
            : Guid.TryParse(Attachment, out var id) ? id
            : Guid.Empty;
    }

    /// <summary>How a customer took back what they agreed to.</summary>
    /// <param name="Channel" example="message">As in a consent.</param>
    public sealed record WithdrawalBody(string? Channel);

    /// <summary>Who becomes one with the customer.</summary>
    /// <param name="CustomerId">The other customer: found as this one from now on.</param>
    public sealed record MergeBody(Guid? CustomerId);

    /// <summary>What was made.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record CustomerCreated(Guid Id);

    /// <summary>Customers found.</summary>
    /// <param name="Items">The best first.</param>
    public sealed record FoundCustomers(IReadOnlyList<PickedCustomer> Items);

    /// <summary>Customers who may be the same.</summary>
    /// <param name="Items">The surest first, at most five.</param>
    public sealed record PossibleDuplicates(IReadOnlyList<PossibleDuplicate> Items);

    /// <summary>What happened with a customer.</summary>
    /// <param name="Items">The newest first.</param>
    public sealed record TimelineView(IReadOnlyList<TimelineEvent> Items);

    /// <summary>Something that happened.</summary>
    /// <param name="At">When.</param>
    /// <param name="Title" example="Bought R-000123">What, in the language asked for.</param>
    /// <param name="Detail" example="3 items">What it was about.</param>
    /// <param name="Path" example="sales/01980d2e-5c1a-7b34-9f00-3a7c1f0e9d21">Its page, within the business's address.</param>
    /// <param name="Amount">What it came to.</param>
    public sealed record TimelineEvent(DateTimeOffset At, string Title, string? Detail, string? Path, Money? Amount);
}
