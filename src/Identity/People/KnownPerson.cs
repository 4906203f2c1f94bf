using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.People;

/// <summary>
/// What a business sees of somebody who works there, or of whoever left: their name then. The database keeps it in step with the account.
/// </summary>
internal sealed class KnownPerson : ITenantRow
{
    private KnownPerson() { }

    public TenantId TenantId { get; private set; }

    public PersonId PersonId { get; private set; }

    public string DisplayName { get; private set; } = "";

    /// <summary>Null of whoever has left.</summary>
    public string? Email { get; private set; }

    public bool SecondFactor { get; private set; }

    /// <summary>The last day one of their sign-ins was in use.</summary>
    public DateOnly? SeenOn { get; private set; }
}

internal sealed class KnownPersonTable : IEntityTypeConfiguration<KnownPerson>
{
    public void Configure(EntityTypeBuilder<KnownPerson> builder)
    {
        builder.ToTable("known_people");
        builder.HasKey(x => new { x.TenantId, x.PersonId });
    }
}

internal static class KnownPeople
{
    /// <summary>How somebody the business knows calls themselves.</summary>
    public static Task<string> NameOf(this IdentityDb db, PersonId person, CancellationToken cancel) =>
        db.Set<KnownPerson>().Where(p => p.PersonId == person).Select(p => p.DisplayName).SingleAsync(cancel);
}
