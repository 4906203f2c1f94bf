using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.People;

/// <summary>Someone who signs in; may work in many businesses. Their rights lie in each business's memberships.</summary>
internal sealed class Person : IdentityUser<Guid>
{
    private Person() { }

    public Person(string displayName, string email, string language, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        // Sign-in goes by address; the user name Identity asks for is the id.
        UserName = Id.ToString();
        (DisplayName, Email, Language, CreatedAt) = (displayName, email, language, now);
    }

    public string DisplayName { get; set; } = "";

    /// <summary>Code of the language they chose.</summary>
    public string Language { get; set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The address, normalised, of an account that does not hold it: another does. Null for who holds theirs.</summary>
    public string? ClaimedEmail { get; set; }

    /// <summary>The address, normalised, held or claimed.</summary>
    public string AddressKey => NormalizedEmail ?? ClaimedEmail!;

    public PersonId PersonId => new(Id);
}

/// <summary>People, shared by all businesses: the store behind ASP.NET Core Identity.</summary>
internal sealed class PeopleDb(DbContextOptions<PeopleDb> options) : IdentityUserContext<Person, Guid>(options)
{
    public DbSet<SignInSession> Sessions => Set<SignInSession>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema("platform");
        builder.Entity<Person>(p =>
        {
            p.ToTable("people");
            p.Ignore(x => x.PersonId).Ignore(x => x.AddressKey);
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("person_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("person_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("person_tokens");
        builder.Entity<IdentityUserPasskey<Guid>>(p =>
        {
            p.ToTable("person_passkeys");
            p.HasKey(x => x.CredentialId);
            p.OwnsOne(x => x.Data).ToJson("data");
        });
        builder.Entity<SignInSession>(s =>
        {
            s.ToTable("sessions");
            s.HasKey(x => x.SessionId);
            s.Property(x => x.PersonId).HasConversion<ValueConverters.OfPerson>();
            s.Property(x => x.BoundTo).HasConversion<ValueConverters.OfTenant>();
        });
        foreach (var property in builder.Model.GetEntityTypes().Where(e => !e.IsMappedToJson()).SelectMany(e => e.GetProperties()))
            property.SetColumnName(TenantDb.Snake(property.Name));
    }
}
