namespace Niaga.Platform.Files;

/// <summary>A file of a business with its bytes, opened.</summary>
/// <param name="FileId">Its id; another one wherever the bytes differ.</param>
/// <param name="ContentType">Its media type, as it was found out when it came.</param>
/// <param name="Content">The bytes.</param>
public sealed record KeptFile(Guid FileId, string ContentType, byte[] Content);
