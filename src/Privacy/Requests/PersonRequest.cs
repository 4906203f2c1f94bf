using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Requests;

/// <summary>What somebody asks of the business about their own data.</summary>
internal sealed class PersonRequest : ITenantRow
{
    private PersonRequest() { }

    public PersonRequest(int number, string kind, (string Kind, Guid Id)? subject, DateOnly receivedOn, DateTimeOffset now)
    {
        (RequestId, Number, Kind, State) = (Guid.CreateVersion7(now), number, kind, "open");
        (Subject, SubjectId) = (subject?.Kind, subject?.Id);
        (ReceivedOn, DueOn, CreatedAt) = (receivedOn, RequestKinds.DueOn(kind, receivedOn, extended: false), now);
    }

    public TenantId TenantId { get; private set; }

    public Guid RequestId { get; private set; }

    public int Number { get; private set; }

    /// <summary>One of <see cref="RequestKinds.All"/>.</summary>
    public string Kind { get; private set; } = "";

    public string? Subject { get; private set; }

    public Guid? SubjectId { get; private set; }

    public Personal<string> Name { get; private set; } = null!;

    public Personal<string>? Contact { get; private set; }

    public Personal<string>? Details { get; private set; }

    public DateOnly ReceivedOn { get; private set; }

    public DateOnly DueOn { get; private set; }

    public string State { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public void Say(string name, string? contact, string? details) =>
        (Name, Contact, Details) = (Personal<string>.Of(name), PersonalText.Of(contact), PersonalText.Of(details));
}

/// <summary>A step that was taken.</summary>
internal sealed class RequestEvent : ITenantRow
{
    private RequestEvent() { }

    public RequestEvent(Guid request, string what, string? note, Guid? person, DateTimeOffset now) =>
        (EventId, RequestId, What, Note, PersonId, At) = (Guid.CreateVersion7(now), request, what, PersonalText.Of(note), person, now);

    public TenantId TenantId { get; private set; }

    public Guid EventId { get; private set; }

    public Guid RequestId { get; private set; }

    public DateTimeOffset At { get; private set; }

    public Guid? PersonId { get; private set; }

    public string What { get; private set; } = "";

    public Personal<string>? Note { get; private set; }
}

internal sealed class PersonRequestTable : IEntityTypeConfiguration<PersonRequest>
{
    public void Configure(EntityTypeBuilder<PersonRequest> builder)
    {
        builder.ToTable("requests");
        builder.HasKey(r => new { r.TenantId, r.RequestId });
    }
}

internal sealed class RequestEventTable : IEntityTypeConfiguration<RequestEvent>
{
    public void Configure(EntityTypeBuilder<RequestEvent> builder)
    {
        builder.ToTable("request_events");
        builder.HasKey(e => new { e.TenantId, e.EventId });
    }
}
