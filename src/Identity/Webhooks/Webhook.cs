using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Webhooks;

/// <summary>An address a business has told what happens in it.</summary>
internal sealed class Webhook : ITenantRow
{
    private Webhook() { }

    public Webhook(Guid id, PersonId answers, WebhookDraft draft, byte[] secret, DateTimeOffset now)
    {
        (WebhookId, Secret, State, CreatedAt) = (id, secret, WebhookStates.On, now);
        Change(draft, answers);
    }

    public TenantId TenantId { get; private set; }

    public Guid WebhookId { get; private set; }

    /// <summary>Who answers for it: it is told only what they may see. Null once they have left.</summary>
    public PersonId? PersonId { get; private set; }

    public string Address { get; private set; } = "";

    /// <summary>What it is for, in the words of whoever set it up.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Keys of the events it is told.</summary>
    public string[] Events { get; private set; } = [];

    /// <summary>One of <see cref="WebhookStates"/>.</summary>
    public string State { get; private set; } = "";

    public string? OffBecause { get; private set; }

    /// <summary>Encrypted.</summary>
    public byte[] Secret { get; private set; } = [];

    /// <summary>Signs beside the new one until <see cref="OldSecretUntil"/>.</summary>
    public byte[]? OldSecret { get; private set; }

    public DateTimeOffset? OldSecretUntil { get; private set; }

    /// <summary>Since when no attempt was answered well.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? RemovedAt { get; private set; }

    public void Change(WebhookDraft draft, PersonId answers) =>
        (Address, Description, Events, PersonId) = (draft.Address, draft.Description, [.. draft.Events], answers);

    /// <summary>Whether the draft says nothing new.</summary>
    public bool Is(WebhookDraft draft, PersonId answers) =>
        Address == draft.Address && Description == draft.Description && Events.SequenceEqual(draft.Events) && PersonId == answers;

    public void Pause() => (State, OffBecause) = (WebhookStates.Paused, null);

    /// <summary>On again; how long it failed is counted anew, and whoever does it answers for it.</summary>
    public void Resume(PersonId answers) =>
        (State, OffBecause, FailingSince, PersonId, RemovedAt) = (WebhookStates.On, null, null, answers, null);

    public void Rotate(byte[] secret, DateTimeOffset oldUntil) => (OldSecret, OldSecretUntil, Secret) = (Secret, oldUntil, secret);

    public void Remove(DateTimeOffset now) => RemovedAt = now;

    public void Restore() => RemovedAt = null;
}

internal static class WebhookStates
{
    public const string On = "on";

    /// <summary>Stopped by somebody of the business.</summary>
    public const string Paused = "paused";

    /// <summary>Stopped by the platform.</summary>
    public const string Off = "off";
}

internal sealed class WebhookTable : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("webhooks");
        builder.HasKey(x => new { x.TenantId, x.WebhookId });
    }
}
