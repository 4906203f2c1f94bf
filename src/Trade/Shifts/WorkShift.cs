using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Trade.Shifts;

/// <summary>A planned stretch of work at a branch. Taken off the roster it stays as a row, so that it can come back.</summary>
internal sealed class WorkShift : ITenantRow
{
    private WorkShift() { }

    public WorkShift(WorkShiftDetails details, DateTimeOffset now)
    {
        (ShiftId, CreatedAt) = (Guid.CreateVersion7(now), now);
        Change(details, now);
    }

    public TenantId TenantId { get; private set; }

    public Guid ShiftId { get; private set; }

    /// <summary>Null while nobody has it.</summary>
    public PersonId? PersonId { get; private set; }

    public Guid BranchId { get; private set; }

    public DateTimeOffset StartsAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    public int BreakMinutes { get; private set; }

    public string? Note { get; private set; }

    /// <summary>Since when its person sees it.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>The copying of a week that made it.</summary>
    public Guid? CopyId { get; private set; }

    public DateTimeOffset? RemovedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public WorkShiftDetails Details => new(PersonId, BranchId, StartsAt, EndsAt, BreakMinutes, Note);

    public void Change(WorkShiftDetails to, DateTimeOffset now)
    {
        // A column that is not written asks no trigger.
        if (PersonId != to.Person)
            PersonId = to.Person;
        (BranchId, StartsAt, EndsAt, BreakMinutes, Note) = (to.Branch, to.StartsAt, to.EndsAt, to.BreakMinutes, to.Note);
        UpdatedAt = now;
    }

    public void Publish(DateTimeOffset now) => (PublishedAt, UpdatedAt) = (now, now);

    public void Remove(DateTimeOffset now) => (RemovedAt, UpdatedAt) = (now, now);

    public void Restore(DateTimeOffset now) => (RemovedAt, UpdatedAt) = (null, now);
}

/// <summary>What is said of a shift.</summary>
/// <param name="Person">Who works; null while nobody has it.</param>
/// <param name="Branch">Where.</param>
internal sealed record WorkShiftDetails(
    PersonId? Person,
    Guid Branch,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int BreakMinutes,
    string? Note
);

internal sealed class WorkShiftTables : IEntityTypeConfiguration<WorkShift>
{
    public void Configure(EntityTypeBuilder<WorkShift> builder)
    {
        builder.ToTable("work_shifts");
        builder.HasKey(s => new { s.TenantId, s.ShiftId });
        builder.Ignore(s => s.Details);
        builder.Property<uint>("Version").IsRowVersion();
    }
}
