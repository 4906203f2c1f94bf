using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Niaga.Platform.Files;

namespace Niaga.Pictures;

/// <summary>A picture as it is served: shown, never run, and kept by the reader's own browser alone.</summary>
internal static class PictureFile
{
    private static readonly string Disposition = new ContentDispositionHeaderValue("inline") { FileName = "picture.webp" }.ToString();

    /// <param name="file">The picture.</param>
    /// <param name="response">Of the request.</param>
    /// <param name="forever">Its address never shows another picture.</param>
    public static FileContentHttpResult Serve(KeptFile file, HttpResponse response, bool forever)
    {
        var headers = response.Headers;
        headers.CacheControl = forever ? "private, max-age=31536000, immutable" : "private, no-cache";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentDisposition = Disposition;
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return TypedResults.File(
            file.Content,
            ReadPicture.ContentType,
            entityTag: new EntityTagHeaderValue($"\"{file.FileId:N}\""),
            lastModified: null
        );
    }
}
