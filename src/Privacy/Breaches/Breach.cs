using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Breaches;

/// <summary>A personal data breach and how far its notices are.</summary>
internal sealed class Breach : ITenantRow
{
    private Breach() { }

    public Breach(int number, DateTimeOffset knownAt, string title, string story, Guid? incident, DateTimeOffset now)
    {
        (BreachId, Number, KnownAt, Incident, CreatedAt) = (Guid.CreateVersion7(now), number, knownAt, incident, now);
        (Title, Story) = (Personal<string>.Of(title), Personal<string>.Of(story));
    }

    public TenantId TenantId { get; private set; }

    public Guid BreachId { get; private set; }

    public int Number { get; private set; }

    public DateTimeOffset KnownAt { get; private set; }

    public Personal<string> Title { get; private set; } = null!;

    public Personal<string> Story { get; private set; } = null!;

    /// <summary>Which data of whom.</summary>
    public Personal<string>? Affected { get; private set; }

    public Personal<string>? Measures { get; private set; }

    public int? People { get; private set; }

    public bool Sensitive { get; private set; }

    public bool Fraud { get; private set; }

    public bool Financial { get; private set; }

    public DateTimeOffset? AssessedAt { get; private set; }

    /// <summary>Whether people must be told; null until it was judged.</summary>
    public bool? Significant { get; private set; }

    public DateTimeOffset? CommissionerToldAt { get; private set; }

    public string? CommissionerReference { get; private set; }

    public DateTimeOffset? PeopleToldAt { get; private set; }

    public Personal<string>? LateCommissioner { get; private set; }

    public Personal<string>? LatePeople { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public Guid? Incident { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public BreachClock Clock => new(KnownAt, Significant, CommissionerToldAt, PeopleToldAt);

    public void Assess(BreachAssessment judged, DateTimeOffset now)
    {
        (Sensitive, Fraud, Financial, People) = (judged.Sensitive, judged.Fraud, judged.Financial, judged.People);
        (Affected, Measures) = (PersonalText.Of(judged.Affected), PersonalText.Of(judged.Measures));
        (Significant, AssessedAt) = (judged.IsSignificant, now);
    }

    public void TellCommissioner(DateTimeOffset at, string? reference, string? late) =>
        (CommissionerToldAt, CommissionerReference, LateCommissioner) = (at, reference, PersonalText.Of(late));

    public void TellPeople(DateTimeOffset at, string? late) => (PeopleToldAt, LatePeople) = (at, PersonalText.Of(late));

    public void Close(DateTimeOffset now) => ClosedAt = now;
}

/// <summary>How grave it is.</summary>
/// <param name="NotTold">Counsel said that people need not be told though one of the signs is there.</param>
internal sealed record BreachAssessment(
    bool Sensitive,
    bool Fraud,
    bool Financial,
    int? People,
    string? Affected,
    string? Measures,
    bool NotTold
)
{
    public const int ManyPeople = 1000;

    /// <summary>The stricter reading: any one sign, or more than a thousand people.</summary>
    public bool HasSign => Sensitive || Fraud || Financial || People > ManyPeople;

    public bool IsSignificant => HasSign && !NotTold;
}

/// <summary>
/// Calendar hours, holidays included: the Commissioner within 72 hours of knowing; people within 7 days of the first notice to the
/// Commissioner, where harm is significant.
/// </summary>
internal sealed record BreachClock(DateTimeOffset KnownAt, bool? Significant, DateTimeOffset? CommissionerTold, DateTimeOffset? PeopleTold)
{
    public static readonly TimeSpan ForCommissioner = TimeSpan.FromHours(72);

    public static readonly TimeSpan ForPeople = TimeSpan.FromDays(7);

    /// <summary>As the Commissioner's guideline is commonly read.</summary>
    public static readonly TimeSpan ForSupplements = TimeSpan.FromDays(30);

    public DateTimeOffset CommissionerDue => KnownAt + ForCommissioner;

    /// <summary>Null until the Commissioner was told, and where people need not be.</summary>
    public DateTimeOffset? PeopleDue => Significant == false ? null : CommissionerTold + ForPeople;

    /// <summary>Until when the Commissioner is told what was not known at first; null until the first notice.</summary>
    public DateTimeOffset? SupplementDue => CommissionerTold + ForSupplements;

    /// <summary>What is due next; null for nothing.</summary>
    public DateTimeOffset? Next =>
        CommissionerTold is null ? CommissionerDue
        : PeopleTold is null ? PeopleDue
        : null;
}

/// <summary>A step that was taken.</summary>
internal sealed class BreachEvent : ITenantRow
{
    private BreachEvent() { }

    public BreachEvent(Guid breach, string what, string? note, Guid? person, DateTimeOffset now) =>
        (EventId, BreachId, What, Note, PersonId, At) = (Guid.CreateVersion7(now), breach, what, PersonalText.Of(note), person, now);

    public TenantId TenantId { get; private set; }

    public Guid EventId { get; private set; }

    public Guid BreachId { get; private set; }

    public DateTimeOffset At { get; private set; }

    public Guid? PersonId { get; private set; }

    public string What { get; private set; } = "";

    public Personal<string>? Note { get; private set; }
}

internal sealed class BreachTable : IEntityTypeConfiguration<Breach>
{
    public void Configure(EntityTypeBuilder<Breach> builder)
    {
        builder.ToTable("breaches");
        builder.HasKey(b => new { b.TenantId, b.BreachId });
        builder.Ignore(b => b.Clock);
        builder.Property<uint>("Version").IsRowVersion();
    }
}

internal sealed class BreachEventTable : IEntityTypeConfiguration<BreachEvent>
{
    public void Configure(EntityTypeBuilder<BreachEvent> builder)
    {
        builder.ToTable("breach_events");
        builder.HasKey(e => new { e.TenantId, e.EventId });
    }
}
