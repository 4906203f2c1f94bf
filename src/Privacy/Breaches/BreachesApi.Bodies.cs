namespace Niaga.Privacy.Breaches;

internal static partial class BreachesApi
{
    /// <summary>A breach that became known.</summary>
    /// <param name="KnownAt" example="2026-01-09T17:10">The minute it became known, in Malaysia.</param>
    /// <param name="Title" example="Lost phone">In a few words.</param>
    /// <param name="Story" example="A phone with the list of customers was lost.">What happened, as far as it is known.</param>
    public sealed record BreachBody(string? KnownAt, string? Title, string? Story);

    /// <summary>The new breach.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record BreachMade(Guid Id);

    /// <summary>How grave it is.</summary>
    /// <param name="Affected" example="Names and phone numbers of customers">Which data of whom.</param>
    /// <param name="Sensitive" example="false">Health, faith, offences and the like.</param>
    /// <param name="Fraud" example="true">Somebody could take a person's identity.</param>
    /// <param name="Financial" example="false">Somebody may lose money.</param>
    /// <param name="People" example="1200">How many, about; null where nobody knows yet.</param>
    /// <param name="Measures" example="The phone was wiped from afar.">What was done about it.</param>
    /// <param name="NotTold" example="false">Counsel says people need not be told.</param>
    /// <param name="Why">Counsel's reason.</param>
    public sealed record AssessmentBody(
        string? Affected,
        bool Sensitive = false,
        bool Fraud = false,
        bool Financial = false,
        int? People = null,
        string? Measures = null,
        bool NotTold = false,
        string? Why = null
    );

    /// <summary>The Commissioner was told.</summary>
    /// <param name="At" example="2026-01-10T10:00">The minute, in Malaysia.</param>
    /// <param name="Reference" example="JPDP/1">The Commissioner's number.</param>
    /// <param name="Late">Why it took longer than 72 hours.</param>
    public sealed record CommissionerBody(string? At, string? Reference = null, string? Late = null);

    /// <summary>The people were told.</summary>
    /// <param name="At" example="2026-01-10T12:00">The minute, in Malaysia.</param>
    /// <param name="Late">Why it took longer than 7 days.</param>
    public sealed record PeopleBody(string? At, string? Late = null);

    /// <summary>What became known later.</summary>
    /// <param name="Note" example="The phone was found.">As it is told to the Commissioner.</param>
    public sealed record SupplementBody(string? Note);

    /// <summary>A breach with its clocks.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Number" example="3">Its number in the business.</param>
    /// <param name="KnownAt">When it became known.</param>
    /// <param name="Title" example="Lost phone">In a few words.</param>
    /// <param name="Story">What happened.</param>
    /// <param name="Affected">Which data of whom.</param>
    /// <param name="Measures">What was done about it.</param>
    /// <param name="People" example="1200">How many, about.</param>
    /// <param name="Significant">Whether people must be told; null until it was judged.</param>
    /// <param name="CommissionerDue">72 hours from when it became known.</param>
    /// <param name="CommissionerToldAt">When they were told; null before.</param>
    /// <param name="SupplementDue">30 days from the first notice; null before it.</param>
    /// <param name="Reference" example="JPDP/1">The Commissioner's number.</param>
    /// <param name="PeopleDue">7 days from the first notice; null where people need not be told.</param>
    /// <param name="PeopleToldAt">When they were told; null before.</param>
    /// <param name="ClosedAt">When it was closed; null while it is open.</param>
    public sealed record BreachView(
        Guid Id,
        int Number,
        DateTimeOffset KnownAt,
        string Title,
        string Story,
        string? Affected,
        string? Measures,
        int? People,
        bool? Significant,
        DateTimeOffset CommissionerDue,
        DateTimeOffset? CommissionerToldAt,
        DateTimeOffset? SupplementDue,
        string? Reference,
        DateTimeOffset? PeopleDue,
        DateTimeOffset? PeopleToldAt,
        DateTimeOffset? ClosedAt
    );

    /// <summary>All breaches.</summary>
    /// <param name="Items">Open ones first, then the newest.</param>
    public sealed record BreachesView(IReadOnlyList<BreachView> Items);
}
