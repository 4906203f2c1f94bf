namespace Niaga.Platform.Values;

/// <summary>Names one business (tenant). UUIDv7.</summary>
public readonly record struct TenantId(Guid Value)
{
    /// <summary>
    /// The platform itself: its own mail, audit and scheduled work lie under this id, behind the same lock as a business's.
    /// </summary>
    public static readonly TenantId Platform = new(new Guid("00000000-0000-7000-8000-000000000000"));

    public static TenantId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}
