namespace Niaga.Pictures;

/// <summary>What may be done to the pictures of a record; the input of its module's use case.</summary>
/// <param name="Record">Id of the record.</param>
public abstract record PictureChange(Guid Record)
{
    /// <param name="Replaces">The picture whose place it takes; null puts it last.</param>
    public sealed record Add(Guid Record, ReadPicture Picture, Guid? Replaces = null) : PictureChange(Record);

    /// <param name="Pictures">All of the record's, in their new order.</param>
    /// <param name="Version">The version of the list that was seen; null for any.</param>
    public sealed record Order(Guid Record, IReadOnlyList<Guid> Pictures, uint? Version = null) : PictureChange(Record);

    public sealed record Remove(Guid Record, Guid Picture) : PictureChange(Record);

    /// <summary>Takes back a removal, or what replaced it.</summary>
    public sealed record Restore(Guid Record, Guid Picture) : PictureChange(Record);
}
