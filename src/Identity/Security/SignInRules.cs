using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Identity.Access;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Security;

/// <summary>What a business asks of its members' sign-ins, as stored; the access check applies it as <see cref="AccessPolicy"/>.</summary>
internal sealed class SignInRules : ITenantRow
{
    /// <summary>Bounds of the two times in minutes; the database holds to them too.</summary>
    public const int LeastIdle = 5,
        MostIdle = 20_160,
        LeastAbsolute = 15,
        MostAbsolute = 129_600;

    /// <summary>The version of rules that were never written. No row has it: 1 is PostgreSQL's own first transaction.</summary>
    public const uint Unwritten = 1;

    public TenantId TenantId { get; private set; }

    public string[] SecondFactorRoles { get; private set; } = [];

    public int? IdleMinutes { get; private set; }

    public int? AbsoluteMinutes { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The rules as facts for the log.</summary>
    public sealed record Facts(IReadOnlyList<string> SecondFactorRoles, int? IdleMinutes, int? AbsoluteMinutes);

    public Facts Now => new(SecondFactorRoles, IdleMinutes, AbsoluteMinutes);

    public bool AreAlready(IReadOnlyCollection<string> roles, int? idle, int? absolute) =>
        (idle, absolute) == (IdleMinutes, AbsoluteMinutes) && SecondFactorRoles.ToHashSet(StringComparer.Ordinal).SetEquals(roles);

    public void Change(IEnumerable<string> roles, int? idle, int? absolute, DateTimeOffset now) =>
        (SecondFactorRoles, IdleMinutes, AbsoluteMinutes, UpdatedAt) = ([.. roles.Order(StringComparer.Ordinal)], idle, absolute, now);
}

internal sealed class SignInRulesTable : IEntityTypeConfiguration<SignInRules>
{
    public void Configure(EntityTypeBuilder<SignInRules> builder)
    {
        builder.ToTable("access_policies");
        builder.HasKey(x => x.TenantId);
        builder.Ignore(x => x.Now);
        builder.Property<uint>("Version").IsRowVersion();
    }
}
