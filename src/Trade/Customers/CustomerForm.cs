using System.Globalization;
using Microsoft.AspNetCore.Http;
using Niaga.Platform.Refusals;
using Niaga.Ui;

namespace Niaga.Trade.Customers;

/// <summary>A customer as typed into the form: one more line than are filled, so that there is always a place for another.</summary>
internal sealed class CustomerForm
{
    private const char Comma = ',';

    public string? Kind { get; private set; } = CustomerKinds.Person;

    public string? Name { get; private set; }

    public IReadOnlyList<string?> Phones { get; private set; } = [null];

    public IReadOnlyList<string?> Emails { get; private set; } = [null];

    public IReadOnlyList<CustomerAddressInput> Addresses { get; private set; } = [Blank];

    public string? Tin { get; private set; }

    public string? IdentityKind { get; private set; }

    public string? Identity { get; private set; }

    public string? Registration { get; private set; }

    public string? Group { get; private set; }

    /// <summary>With commas between them.</summary>
    public string? Tags { get; private set; }

    public string? CreditLimit { get; private set; }

    public string? Note { get; private set; }

    /// <summary>That another has the same phone or e-mail address is right.</summary>
    public bool Shared { get; private set; }

    public string? Version { get; private set; }

    private static CustomerAddressInput Blank => new(null, null);

    /// <summary>0, which no row has, for a form that was not ours.</summary>
    public uint Seen => uint.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;

    public CustomerInput ToInput() =>
        new(
            Kind,
            Name,
            Phones,
            Emails,
            Addresses,
            Tin,
            Registration,
            Group,
            Tags?.Split(Comma, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            CreditLimit,
            Note
        )
        {
            Shared = Shared,
            Identity = Identity,
            IdentityKind = IdentityKind,
        };

    /// <summary>What is known before anything is typed: a phone that was looked for at the till, say.</summary>
    public static CustomerForm New(string? name, string? phone) => new() { Name = name, Phones = [phone, null] };

    public static CustomerForm Of(CustomerView customer, uint version) =>
        new()
        {
            Kind = customer.Kind,
            Name = customer.Name,
            Phones = [.. customer.Phones.Select(CustomerContact.Dialled), .. More(customer.Phones)],
            Emails = [.. customer.Emails, .. More(customer.Emails)],
            Addresses =
            [
                .. customer.Addresses.Select(a => new CustomerAddressInput(a.Label, a.Line1, a.Line2, a.Postcode, a.Town, a.State)),
                .. customer.Addresses.Count < CustomerInput.MostContacts ? [Blank] : Array.Empty<CustomerAddressInput>(),
            ],
            Tin = customer.Tin,
            IdentityKind = customer.IdentityKind,
            Identity = customer.IdentityPrinted,
            Registration = customer.Registration,
            Group = customer.Group,
            Tags = string.Join(", ", customer.Tags),
            CreditLimit = customer.CreditLimit?.ToDecimalString(),
            Note = customer.Note,
            Version = version.ToString(CultureInfo.InvariantCulture),
        };

    public static CustomerForm Read(IFormCollection posted) =>
        new()
        {
            Kind = One(posted, "Kind"),
            Name = One(posted, "Name"),
            Phones = [.. Lines(posted, "Phones").DefaultIfEmpty()],
            Emails = [.. Lines(posted, "Emails").DefaultIfEmpty()],
            Addresses = [.. ReadAddresses(posted).DefaultIfEmpty(Blank)],
            Tin = One(posted, "Tin"),
            IdentityKind = One(posted, "IdentityKind"),
            Identity = One(posted, "Identity"),
            Registration = One(posted, "Registration"),
            Group = One(posted, "Group"),
            Tags = One(posted, "Tags"),
            CreditLimit = One(posted, "CreditLimit"),
            Note = One(posted, "Note"),
            Shared = One(posted, "Shared") == "true",
            Version = One(posted, "Version"),
        };

    /// <summary>Every field as text by its name, as the form posts it.</summary>
    public Dictionary<string, string> Fields()
    {
        var fields = FormFields.Of(this);
        // Said of this one sending, not of the customer.
        fields.Remove("Form.Shared");
        foreach (var (i, phone) in Phones.Index())
            fields[$"Form.Phones[{i}]"] = phone ?? "";
        foreach (var (i, email) in Emails.Index())
            fields[$"Form.Emails[{i}]"] = email ?? "";
        foreach (var (i, address) in Addresses.Index())
        {
            foreach (
                var (part, text) in new[]
                {
                    ("label", address.Label),
                    ("line1", address.Line1),
                    ("line2", address.Line2),
                    ("postcode", address.Postcode),
                    ("town", address.Town),
                    ("state", address.State),
                }
            )
            {
                fields[$"Form.Addresses[{i}].{part}"] = text ?? "";
            }
        }
        return fields;
    }

    /// <summary>The refusals by the form's own fields: its tags stand in one.</summary>
    public static Refusal ByField(Refusal refusal) =>
        Refusal.Of([
            .. refusal.All.Select(r =>
                r.Field?.StartsWith("Tags[", StringComparison.Ordinal) == true
                    ? r with
                    {
                        Field = "Tags",
                        Others = [],
                    }
                    : r with
                    {
                        Others = [],
                    }
            ),
        ])!;

    private static IEnumerable<CustomerAddressInput> ReadAddresses(IFormCollection posted)
    {
        for (var i = 0; i < CustomerInput.MostContacts && posted.ContainsKey($"Form.Addresses[{i}].line1"); i++)
        {
            string? Part(string name) => One(posted, $"Addresses[{i}].{name}");
            yield return new(Part("label"), Part("line1"), Part("line2"), Part("postcode"), Part("town"), Part("state"));
        }
    }

    private static IEnumerable<string?> Lines(IFormCollection posted, string field)
    {
        for (var i = 0; i < CustomerInput.MostContacts && posted.ContainsKey($"Form.{field}[{i}]"); i++)
            yield return One(posted, $"{field}[{i}]");
    }

    private static IEnumerable<string?> More(IReadOnlyList<string> filled) => filled.Count < CustomerInput.MostContacts ? [null] : [];

    private static string? One(IFormCollection posted, string field) =>
        posted[$"Form.{field}"].ToString() is { Length: > 0 } text ? text : null;
}
