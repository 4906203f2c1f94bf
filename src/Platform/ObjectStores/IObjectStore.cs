namespace Niaga.Platform.ObjectStores;

/// <summary>
/// Where bytes lie outside the database: a folder, or a bucket of any S3-compatible server. An object is written once under its name, whole
/// or not at all, and never changed.
/// </summary>
internal interface IObjectStore
{
    /// <summary>For the log and the operator, without secrets.</summary>
    string Place { get; }

    /// <summary>Writes an object; it is safe on return.</summary>
    /// <param name="name">Parts of letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, with <c>/</c> between them.</param>
    /// <param name="content">Read to its end; its length need not be known.</param>
    /// <param name="cancel">Ends it, with nothing written.</param>
    Task Put(string name, Stream content, CancellationToken cancel);

    /// <returns>The object from its beginning, or null where there is none. The caller closes it.</returns>
    Task<Stream?> Open(string name, CancellationToken cancel);

    /// <summary>Takes an object away; there may be none.</summary>
    Task Delete(string name, CancellationToken cancel);

    /// <summary>The objects whose names begin so, in no order.</summary>
    IAsyncEnumerable<StoredObject> List(string prefix, CancellationToken cancel);
}

/// <param name="Name">Its name in the store.</param>
/// <param name="Size">In bytes.</param>
/// <param name="WrittenAt">When it was written, by the store's clock.</param>
internal sealed record StoredObject(string Name, long Size, DateTimeOffset WrittenAt);
