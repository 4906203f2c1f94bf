using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>Somebody the business sells to or serves: a person or a company. Never deleted here: archived or merged.</summary>
internal sealed class Customer : ITenantRow
{
    private Customer() { }

    public Customer(DateTimeOffset now) => (CustomerId, CreatedAt, UpdatedAt) = (Guid.CreateVersion7(now), now, now);

    public TenantId TenantId { get; private set; }

    public Guid CustomerId { get; private set; }

    /// <summary>One of <see cref="CustomerKinds"/>.</summary>
    public string Kind { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>The name as it is sorted and compared by: <see cref="SearchKey"/>.</summary>
    public string NameKey { get; private set; } = "";

    public string? Tin { get; private set; }

    /// <summary>What no two customers may share; null too for LHDN's stand-ins.</summary>
    public string? TinKey { get; private set; }

    /// <summary>The company's number with SSM.</summary>
    public string? Registration { get; private set; }

    public string? Note { get; private set; }

    public Guid? GroupId { get; private set; }

    /// <summary>How much they may owe; null where nobody said.</summary>
    public Money? CreditLimit { get; private set; }

    /// <summary>Values of the business's own fields, as JSON.</summary>
    public string Fields { get; private set; } = FieldValues.None.Json;

    /// <summary>Who stands for this customer since they were merged.</summary>
    public Guid? MergedInto { get; private set; }

    public DateTimeOffset? ArchivedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public void Change(CustomerDetails to, Guid? group, DateTimeOffset now)
    {
        (Kind, Name, NameKey) = (to.Kind, to.Name, SearchKey.Of(to.Name));
        (Tin, TinKey) = (to.Tin?.Value, to.Tin is { IsGeneral: false } ? to.Tin.Value : null);
        (Registration, Note, GroupId, CreditLimit) = (to.Registration?.Value, to.Note, group, to.CreditLimit);
        if (!to.Fields.Equals(FieldValues.Of(Fields)))
            Fields = to.Fields.Json;
        UpdatedAt = now;
    }

    public void Archive(DateTimeOffset now) => (ArchivedAt, UpdatedAt) = (now, now);

    public void Restore(DateTimeOffset now) => (ArchivedAt, UpdatedAt) = (null, now);

    public void MergeInto(Guid kept, DateTimeOffset now) => (MergedInto, ArchivedAt, UpdatedAt) = (kept, now, now);

    public void ComeBack(DateTimeOffset now) => (MergedInto, ArchivedAt, UpdatedAt) = (null, null, now);

    /// <summary>Takes over what it has not and the other has.</summary>
    /// <param name="other">Who is found as this one from now on.</param>
    /// <param name="own">The business's own fields.</param>
    /// <param name="now">When.</param>
    /// <returns>Which facts these are.</returns>
    public IReadOnlyList<string> FillFrom(Customer other, FieldSet own, DateTimeOffset now)
    {
        var filled = new List<string>();
        if (Tin is null && other.Tin is not null)
        {
            (Tin, TinKey) = (other.Tin, other.TinKey);
            filled.Add("tin");
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
        var (values, keys) = own.Fill(FieldValues.Of(Fields), FieldValues.Of(other.Fields));
        if (keys.Count > 0)
            Fields = values.Json;
        filled.AddRange(keys.Select(key => Field.ColumnPrefix + key));
        UpdatedAt = now;
        return filled;
    }

    /// <summary>Gives back what was taken over, where it is still as it was.</summary>
    public void GiveBack(IReadOnlyCollection<string> filled, Customer other, DateTimeOffset now)
    {
        if (filled.Contains("tin") && Tin == other.Tin)
            (Tin, TinKey) = (null, null);
        if (filled.Contains("registration") && Registration == other.Registration)
            Registration = null;
        if (filled.Contains("note") && Note == other.Note)
            Note = null;
        if (filled.Contains("group") && GroupId == other.GroupId)
            GroupId = null;
        if (filled.Contains("credit_limit") && CreditLimit == other.CreditLimit)
            CreditLimit = null;
        var (values, others) = (FieldValues.Of(Fields), FieldValues.Of(other.Fields));
        var left = values.Without(key => filled.Contains(Field.ColumnPrefix + key) && Equals(values[key], others[key]));
        if (!left.Equals(values))
            Fields = left.Json;
        UpdatedAt = now;
    }
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

    public CustomerContact(Guid customer, CustomerDetails.Contact contact, int place, bool shared) =>
        (ContactId, CustomerId, Kind, Value, ValueKey, Place, Shared) = (
            Guid.CreateVersion7(),
            customer,
            contact.Kind,
            contact.Value,
            contact.Key,
            place,
            shared
        );

    public TenantId TenantId { get; private set; }

    public Guid ContactId { get; private set; }

    public Guid CustomerId { get; private set; }

    public string Kind { get; private set; } = "";

    public string Value { get; private set; } = "";

    /// <summary>What is compared: E.164, or the address in lower case.</summary>
    public string ValueKey { get; private set; } = "";

    public int Place { get; private set; }

    /// <summary>Another customer has it too, knowingly; of two that are not, the database lets one be.</summary>
    public bool Shared { get; private set; }

    public void Write(string value, int place) => (Value, Place) = (value, place);

    /// <summary>A phone as people write it; one that the numbering plan knows no more stays as it is.</summary>
    public static string Dialled(string e164) => PhoneNumber.TryParse(e164, out var number) ? number.ToString() : e164;
}

internal sealed class CustomerAddress : ITenantRow
{
    private CustomerAddress() { }

    public CustomerAddress(Guid customer, AddressDetails address, int place)
    {
        (AddressId, CustomerId, Place) = (Guid.CreateVersion7(), customer, place);
        (Label, Line1, Line2) = (address.Label, address.Line1, address.Line2);
        (Postcode, Town, State) = (address.Postcode, address.Town, address.State);
    }

    public TenantId TenantId { get; private set; }

    public Guid AddressId { get; private set; }

    public Guid CustomerId { get; private set; }

    public int Place { get; private set; }

    public string? Label { get; private set; }

    public string Line1 { get; private set; } = "";

    public string? Line2 { get; private set; }

    public string? Postcode { get; private set; }

    public string? Town { get; private set; }

    public string? State { get; private set; }

    public AddressDetails Details => new(Label, Line1, Line2, Postcode, Town, State);

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

/// <summary>A word a customer is found by. <see cref="CustomerWords"/> says which.</summary>
internal sealed class CustomerWord : ITenantRow
{
    private CustomerWord() { }

    public TenantId TenantId { get; private set; }

    public string Word { get; private set; } = "";

    public Guid CustomerId { get; private set; }
}

internal sealed class CustomerTables
    : IEntityTypeConfiguration<Customer>,
        IEntityTypeConfiguration<CustomerContact>,
        IEntityTypeConfiguration<CustomerAddress>,
        IEntityTypeConfiguration<CustomerTag>,
        IEntityTypeConfiguration<CustomerGroup>,
        IEntityTypeConfiguration<CustomerWord>
{
    public void Configure(EntityTypeBuilder<Customer> builder)
    {
        builder.ToTable("customers");
        builder.HasKey(c => new { c.TenantId, c.CustomerId });
        builder.Property(c => c.CreditLimit).HasColumnName("credit_limit_sen");
        builder.Property(c => c.Fields).HasColumnType("jsonb");
        builder.Property<uint>("Version").IsRowVersion();
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
        builder.Ignore(a => a.Details);
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

    public void Configure(EntityTypeBuilder<CustomerWord> builder)
    {
        builder.ToTable("customer_words");
        builder.HasKey(w => new
        {
            w.TenantId,
            w.Word,
            w.CustomerId,
        });
    }
}
