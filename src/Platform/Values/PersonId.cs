namespace Niaga.Platform.Values;

/// <summary>Names one person, who may work in many businesses. UUIDv7.</summary>
public readonly record struct PersonId(Guid Value)
{
    public static PersonId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}
