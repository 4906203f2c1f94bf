using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Niaga.Papers.Output;

/// <summary>A paper as a file.</summary>
/// <param name="Name">With its ending.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Content">The whole of it.</param>
public sealed record PaperFile(string Name, string ContentType, byte[] Content)
{
    /// <summary>An answer that downloads it.</summary>
    public FileContentHttpResult Download() => TypedResults.File(Content, ContentType, Name);
}
