using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>What a member types on somebody else's screen to agree to an act. Few digits, so few tries.</summary>
internal sealed class SupervisorPin : ITenantRow
{
    public const int Shortest = 4;
    public const int Longest = 8;

    /// <summary>Wrong ones in a row that lock it.</summary>
    public const int MostFailures = 5;
    public static readonly TimeSpan LockoutDuration = TimeSpan.FromMinutes(15);

    private SupervisorPin() { }

    public SupervisorPin(PersonId person) => PersonId = person;

    public TenantId TenantId { get; private set; }

    public PersonId PersonId { get; private set; }

    public string PinHash { get; private set; } = "";

    public int Failed { get; private set; }

    public DateTimeOffset? LockedUntil { get; private set; }

    public DateTimeOffset SetAt { get; private set; }

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    public void Set(string hash, DateTimeOffset now) => (PinHash, Failed, LockedUntil, SetAt) = (hash, 0, null, now);

    /// <summary>The same PIN, kept as it is kept today.</summary>
    public void Rehash(string hash) => PinHash = hash;

    public void Pass() => (Failed, LockedUntil) = (0, null);

    /// <returns>True when this one locked it.</returns>
    public bool Fail(DateTimeOffset now)
    {
        var locks = Failed + 1 >= MostFailures;
        (Failed, LockedUntil) = (locks ? 0 : Failed + 1, locks ? now + LockoutDuration : null);
        return locks;
    }

    /// <summary>Digits only, of a length nobody guesses in the tries there are.</summary>
    public static bool IsShaped(string? pin) => pin is { Length: >= Shortest and <= Longest } && pin.All(char.IsAsciiDigit);

    /// <summary>One digit again and again, or digits in a row: what is tried first.</summary>
    public static bool IsObvious(string pin)
    {
        var steps = pin.Zip(pin.Skip(1), (a, b) => b - a).Distinct().ToArray();
        return steps is [0 or 1 or -1];
    }
}

internal sealed class SupervisorPinTable : IEntityTypeConfiguration<SupervisorPin>
{
    public void Configure(EntityTypeBuilder<SupervisorPin> builder)
    {
        builder.ToTable("supervisor_pins");
        builder.HasKey(x => new { x.TenantId, x.PersonId });
    }
}
