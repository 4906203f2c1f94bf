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
    /// <summary>Of a login: the business whose own provider it came through, or null.</summary>
    internal const string BoundTo = "BoundTo";

    private PeopleSight? sight;

    public DbSet<SignInSession> Sessions => Set<SignInSession>();

    /// <summary>What the next statement sees. Nothing is asked before it is said: docs/decisions/0039.</summary>
    internal PeopleSight Sight =>
        sight ?? throw new InvalidOperationException("Whose rows? Say Of, AtAddress, ByLogin or ByPasskey first.");

    /// <summary>From now on one person's rows.</summary>
    public PeopleDb Of(PersonId person) => See(new(person));

    public PeopleDb Of(Person person) => Of(person.PersonId);

    /// <summary>From now on the accounts that hold or claim an address.</summary>
    /// <param name="key">The address, normalised.</param>
    public PeopleDb AtAddress(string key) => See(PeopleSight.Nobody with { Address = key });

    /// <summary>From now on one login at a provider.</summary>
    public PeopleDb ByLogin(string provider, string subject) => See(PeopleSight.Nobody with { Login = $"{provider} {subject}" });

    /// <summary>From now on one passkey.</summary>
    public PeopleDb ByPasskey(byte[] credential) => See(PeopleSight.Nobody with { Passkey = Convert.ToHexStringLower(credential) });

    /// <summary>From now on what came through the own provider of the transaction's business, whoever it is.</summary>
    public PeopleDb OfBusiness() => See(PeopleSight.Nobody);

    /// <summary>Saves changes of one person, seeing them alone.</summary>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var changed = ChangeTracker.Entries().Where(e => e.State is not (EntityState.Unchanged or EntityState.Detached)).ToArray();
        var people = changed.Select(e => OwnerOf(e.Entity)).OfType<PersonId>().Distinct().ToArray();
        if (people.Length > 1)
            throw new InvalidOperationException("Changes of several people are saved one after the other.");
        if (people is [var person])
            Of(person);
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <summary>Null for what hangs on a row of its own, such as the data of a passkey.</summary>
    private static PersonId? OwnerOf(object row) =>
        row switch
        {
            Person p => p.PersonId,
            SignInSession s => s.PersonId,
            IdentityUserClaim<Guid> c => new(c.UserId),
            IdentityUserLogin<Guid> l => new(l.UserId),
            IdentityUserToken<Guid> t => new(t.UserId),
            IdentityUserPasskey<Guid> k => new(k.UserId),
            _ => null,
        };

    private PeopleDb See(PeopleSight seen)
    {
        sight = seen;
        return this;
    }

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
        builder.Entity<IdentityUserLogin<Guid>>(l =>
        {
            l.ToTable("person_logins");
            l.Property<Guid?>(BoundTo);
        });
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
