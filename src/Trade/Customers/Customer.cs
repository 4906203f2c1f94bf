using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>Somebody the business sells to or serves: a person or a company. Archived, merged, or in the bin.</summary>
internal sealed class Customer : ITenantRow
{
    private Customer() { }

    public Customer(DateTimeOffset now) => (CustomerId, CreatedAt, UpdatedAt) = (Guid.CreateVersion7(now), now, now);

    public TenantId TenantId { get; private set; }

    public Guid CustomerId { get; private set; }

    /// <summary>One of <see cref="CustomerKinds"/>.</summary>
    public string Kind { get; private set; } = "";

    public Personal<string> Name { get; private set; } = null!;

    public Personal<string>? Tin { get; private set; }

    /// <summary>Keyed hash of what no two customers may share; null too for LHDN's stand-ins.</summary>
    public byte[]? TinKey { get; private set; }

    /// <summary>Kind and number, as <see cref="IdentityNumber.RevealStored"/> writes them.</summary>
    public Personal<string>? Identity { get; private set; }

    /// <summary>Keyed hash of what no two customers may share.</summary>
    public byte[]? IdentityKey { get; private set; }

    /// <summary>The company's number with SSM.</summary>
    public Personal<string>? Registration { get; private set; }

    public Personal<string>? Note { get; private set; }

    public Guid? GroupId { get; private set; }

    /// <summary>How much they may owe; null where nobody said.</summary>
    public Money? CreditLimit { get; private set; }

    /// <summary>What was chosen in the business's own fields, as JSON; see <see cref="FieldSet.Part"/>.</summary>
    public string Fields { get; private set; } = FieldValues.None.Json;

    /// <summary>The other values of the business's own fields, as JSON.</summary>
    public Personal<string>? Own { get; private set; }

    /// <summary>Who stands for this customer since they were merged.</summary>
    public Guid? MergedInto { get; private set; }

    public DateTimeOffset? ArchivedAt { get; private set; }

    /// <summary>Since when they lie in the bin; no query of the application sees them there, see <see cref="InBin"/>.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Since when only what a document needs is left of them.</summary>
    public DateTimeOffset? RestRemovedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Name of the query filter that leaves out who lies in the bin.</summary>
    public const string InBin = "bin";

    /// <param name="to">All of it.</param>
    /// <param name="tinKey">Keyed hash of its TIN, where no other may have it.</param>
    /// <param name="identityKey">Keyed hash of its identity number.</param>
    /// <param name="group">Its group.</param>
    /// <param name="now">When.</param>
    public void Change(CustomerDetails to, byte[]? tinKey, byte[]? identityKey, Guid? group, DateTimeOffset now)
    {
        (Kind, Name) = (to.Kind, Personal<string>.Of(to.Name));
        (Tin, TinKey) = (PersonalText.Of(to.Tin?.Value), tinKey);
        (Identity, IdentityKey) = (PersonalText.Of(to.Identity?.RevealStored()), identityKey);
        (Registration, Note) = (PersonalText.Of(to.Registration?.Value), PersonalText.Of(to.Note));
        (GroupId, CreditLimit) = (group, to.CreditLimit);
        UpdatedAt = now;
    }

    /// <summary>Values of the business's own fields.</summary>
    public void Write(FieldValues values, FieldSet own)
    {
        var (open, closed) = own.Part(values);
        if (!open.Equals(FieldValues.Of(Fields)))
            Fields = open.Json;
        Own = closed.IsEmpty ? null : Personal<string>.Of(closed.Json);
    }

    public void Archive(DateTimeOffset now) => (ArchivedAt, UpdatedAt) = (now, now);

    public void Restore(DateTimeOffset now) => (ArchivedAt, UpdatedAt) = (null, now);

    /// <summary>Into the bin. Archived as well: whoever is archived claims no number and stands on no list.</summary>
    public void Delete(DateTimeOffset now) => (DeletedAt, ArchivedAt, UpdatedAt) = (now, ArchivedAt ?? now, now);

    /// <summary>Out of the bin, as they were.</summary>
    public void Undelete(DateTimeOffset now) =>
        (DeletedAt, ArchivedAt, UpdatedAt) = (null, ArchivedAt == DeletedAt ? null : ArchivedAt, now);

    public void MergeInto(Guid kept, DateTimeOffset now) => (MergedInto, ArchivedAt, UpdatedAt) = (kept, now, now);

    public void ComeBack(DateTimeOffset now) => (MergedInto, ArchivedAt, UpdatedAt) = (null, null, now);

    /// <summary>Takes over what it has not and the other has; both are open.</summary>
    /// <param name="other">Who is found as this one from now on.</param>
    /// <returns>Which facts these are; values of the business's own fields are not among them.</returns>
    public IReadOnlyList<string> FillFrom(Customer other)
    {
        var filled = new List<string>();
        if (Tin is null && other.Tin is not null)
        {
            (Tin, TinKey) = (other.Tin, other.TinKey);
            filled.Add("tin");
        }
        if (Identity is null && other.Identity is not null)
        {
            (Identity, IdentityKey) = (other.Identity, other.IdentityKey);
            filled.Add("identity");
        }
        if (Registration is null && other.Registration is not null)
        {
            Registration = other.Registration;
            filled.Add("registration");
        }
        if (Note is null && other.Note is not null)
        {
            Note = other.Note;
            filled.Add("note");
        }
        if (GroupId is null && other.GroupId is not null)
        {
            GroupId = other.GroupId;
            filled.Add("group");
        }
        if (CreditLimit is null && other.CreditLimit is not null)
        {
            CreditLimit = other.CreditLimit;
            filled.Add("credit_limit");
        }
        return filled;
    }

    /// <summary>Gives back what was taken over, where it is still as it was; both are open.</summary>
    public void GiveBack(IReadOnlyCollection<string> filled, Customer other)
    {
        if (filled.Contains("tin") && Same(Tin, other.Tin))
            (Tin, TinKey) = (null, null);
        if (filled.Contains("identity") && Same(Identity, other.Identity))
            (Identity, IdentityKey) = (null, null);
        if (filled.Contains("registration") && Same(Registration, other.Registration))
            Registration = null;
        if (filled.Contains("note") && Same(Note, other.Note))
            Note = null;
        if (filled.Contains("group") && GroupId == other.GroupId)
            GroupId = null;
        if (filled.Contains("credit_limit") && CreditLimit == other.CreditLimit)
            CreditLimit = null;
    }

    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    private static bool Same(Personal<string>? one, Personal<string>? other) => one is null ? other is null : one.HoldsSame(other);
}

/// <summary>What a customer can be.</summary>
public static class CustomerKinds
{
    public const string Person = "person";
    public const string Company = "company";

    public static IReadOnlyList<string> All { get; } = [Person, Company];
}

/// <summary>A phone number or an e-mail address of a customer.</summary>
internal sealed class CustomerContact : ITenantRow
{
    public const string Phone = "phone";
    public const string Email = "email";

    private CustomerContact() { }

    /// <param name="customer">Whose.</param>
    /// <param name="contact">What was typed.</param>
    /// <param name="key">Keyed hash of what is compared.</param>
    /// <param name="place">The first is the one to ring or to write to.</param>
    /// <param name="shared">Another has it too.</param>
    public CustomerContact(Guid customer, CustomerDetails.Contact contact, byte[] key, int place, bool shared) =>
        (ContactId, CustomerId, Kind, Value, ValueKey, Place, Shared) = (
            Guid.CreateVersion7(),
            customer,
            contact.Kind,
            Personal<string>.Of(contact.Value),
            key,
            place,
            shared
        );

    public TenantId TenantId { get; private set; }

    public Guid ContactId { get; private set; }

    public Guid CustomerId { get; private set; }

    public string Kind { get; private set; } = "";

    public Personal<string> Value { get; private set; } = null!;

    /// <summary>Keyed hash of what is compared: E.164, or the address in lower case.</summary>
    public byte[] ValueKey { get; private set; } = [];

    public int Place { get; private set; }

    /// <summary>Another customer has it too, knowingly; of two that are not, the database lets one be.</summary>
    public bool Shared { get; private set; }

    public void Write(string value, int place)
    {
        var typed = Personal<string>.Of(value);
        if (!Value.Equals(typed))
            Value = typed;
        Place = place;
    }

    /// <summary>A phone as people write it; one that the numbering plan knows no more stays as it is.</summary>
    public static string Dialled(string e164) => PhoneNumber.TryParse(e164, out var number) ? number.ToString() : e164;
}

internal sealed class CustomerAddress : ITenantRow
{
    private CustomerAddress() { }

    public CustomerAddress(Guid customer, AddressDetails address, int place)
    {
        (AddressId, CustomerId, Place) = (Guid.CreateVersion7(), customer, place);
        (Label, Line1, Line2) = (PersonalText.Of(address.Label), Personal<string>.Of(address.Line1), PersonalText.Of(address.Line2));
        (Postcode, Town, State) = (PersonalText.Of(address.Postcode), PersonalText.Of(address.Town), address.State);
    }

    public TenantId TenantId { get; private set; }

    public Guid AddressId { get; private set; }

    public Guid CustomerId { get; private set; }

    public int Place { get; private set; }

    public Personal<string>? Label { get; private set; }

    public Personal<string> Line1 { get; private set; } = null!;

    public Personal<string>? Line2 { get; private set; }

    public Personal<string>? Postcode { get; private set; }

    public Personal<string>? Town { get; private set; }

    public string? State { get; private set; }

    /// <summary>What it says, opened.</summary>
    public AddressDetails Details(Disclosure shown, Guid? of = null)
    {
        var subject = of ?? CustomerId;
        return new(
            shown.Text(Label, subject),
            shown.Text(Line1, subject) ?? "",
            shown.Text(Line2, subject),
            shown.Text(Postcode, subject),
            shown.Text(Town, subject),
            State
        );
    }

    public void MoveTo(int place) => Place = place;
}

internal sealed class CustomerTag : ITenantRow
{
    private CustomerTag() { }

    public CustomerTag(Guid customer, string tag) => (CustomerId, Tag, TagKey) = (customer, tag, SearchKey.Of(tag));

    public TenantId TenantId { get; private set; }

    public Guid CustomerId { get; private set; }

    public string TagKey { get; private set; } = "";

    public string Tag { get; private set; } = "";
}

/// <summary>Customers who are treated alike: wholesale, staff, members.</summary>
internal sealed class CustomerGroup : ITenantRow
{
    private CustomerGroup() { }

    public TenantId TenantId { get; private set; }

    public Guid GroupId { get; private set; }

    public string Name { get; private set; } = "";

    public string NameKey { get; private set; } = "";
}

/// <summary>What a customer is found by. <see cref="CustomerTokens"/> makes them.</summary>
internal sealed class CustomerToken : ITenantRow
{
    private CustomerToken() { }

    public TenantId TenantId { get; private set; }

    public long Token { get; private set; }

    public Guid CustomerId { get; private set; }
}

internal sealed class CustomerTables
    : IEntityTypeConfiguration<Customer>,
        IEntityTypeConfiguration<CustomerContact>,
        IEntityTypeConfiguration<CustomerAddress>,
        IEntityTypeConfiguration<CustomerTag>,
        IEntityTypeConfiguration<CustomerGroup>,
        IEntityTypeConfiguration<CustomerToken>
{
    public void Configure(EntityTypeBuilder<Customer> builder)
    {
        builder.ToTable("customers");
        builder.HasKey(c => new { c.TenantId, c.CustomerId });
        builder.Property(c => c.CreditLimit).HasColumnName("credit_limit_sen");
        builder.Property(c => c.Fields).HasColumnType("jsonb");
        builder.Property<uint>("Version").IsRowVersion();
        builder.HasQueryFilter(Customer.InBin, c => c.DeletedAt == null);
    }

    public void Configure(EntityTypeBuilder<CustomerContact> builder)
    {
        builder.ToTable("customer_contacts");
        builder.HasKey(c => new { c.TenantId, c.ContactId });
    }

    public void Configure(EntityTypeBuilder<CustomerAddress> builder)
    {
        builder.ToTable("customer_addresses");
        builder.HasKey(a => new { a.TenantId, a.AddressId });
    }

    public void Configure(EntityTypeBuilder<CustomerTag> builder)
    {
        builder.ToTable("customer_tags");
        builder.HasKey(t => new
        {
            t.TenantId,
            t.CustomerId,
            t.TagKey,
        });
    }

    public void Configure(EntityTypeBuilder<CustomerGroup> builder)
    {
        builder.ToTable("customer_groups");
        builder.HasKey(g => new { g.TenantId, g.GroupId });
    }

    public void Configure(EntityTypeBuilder<CustomerToken> builder)
    {
        builder.ToTable("customer_tokens");
        builder.HasKey(w => new
        {
            w.TenantId,
            w.Token,
            w.CustomerId,
        });
    }
}
