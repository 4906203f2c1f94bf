using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Niaga.Testing;

/// <summary>
/// A server that speaks the parts of Amazon S3's REST API that Niaga uses, as its API reference describes them: objects, lists in pages of
/// two, uploads in parts. Every request's signature (version 4) is checked.
/// </summary>
internal sealed class S3StandIn : IAsyncDisposable
{
    public const string Bucket = "niaga-test";
    public const string AccessKey = "AKIATEST";
    public const string SecretKey = "test/secret+key";
    private const string Region = "us-east-1";
    private const int PageSize = 2;

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, byte[]>> uploads = new();
    private readonly WebApplication site;

    private S3StandIn(WebApplication site) => this.site = site;

    /// <summary>What is kept, by key.</summary>
    public ConcurrentDictionary<string, (byte[] Bytes, DateTimeOffset At)> Objects { get; } = new();

    public string Address { get; private set; } = "";

    /// <summary>Settings of a section that lead here.</summary>
    public string[] Settings(string section) =>
        [
            $"--{section}:Address={Address}",
            $"--{section}:Bucket={Bucket}",
            $"--{section}:AccessKey={AccessKey}",
            $"--{section}:SecretKey={SecretKey}",
        ];

    public static async Task<S3StandIn> Start()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var site = builder.Build();
        site.Urls.Add("http://127.0.0.1:0");
        var server = new S3StandIn(site);
        site.Run(server.Answer);
        await site.StartAsync();
        server.Address = site.Urls.First();
        return server;
    }

    /// <summary>It goes away; what it keeps stays.</summary>
    public Task Stop() => site.StopAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    private async Task Answer(HttpContext http)
    {
        var body = await Body(http.Request);
        if (!IsSigned(http.Request))
        {
            http.Response.StatusCode = 403;
            await Xml(http, "<Error><Code>SignatureDoesNotMatch</Code></Error>");
            return;
        }
        var path = Uri.UnescapeDataString(http.Request.Path.Value!.TrimStart('/')).Split('/', 2);
        var key = path.Length > 1 ? path[1] : "";
        var query = http.Request.Query;
        if (path[0] != Bucket)
        {
            http.Response.StatusCode = 404;
            await Xml(http, "<Error><Code>NoSuchBucket</Code></Error>");
        }
        else if (key.Length == 0)
            await List(http, query["prefix"].ToString(), query["continuation-token"].ToString());
        else
            await OfObject(http, key, body);
    }

    private Task OfObject(HttpContext http, string key, byte[] body)
    {
        var query = http.Request.Query;
        switch (http.Request.Method)
        {
            case "POST" when query.ContainsKey("uploads"):
                var id = Guid.NewGuid().ToString("N");
                uploads[id] = new();
                return Xml(http, $"<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>");
            case "PUT" when query.ContainsKey("uploadId"):
                uploads[query["uploadId"]!][int.Parse(query["partNumber"]!, CultureInfo.InvariantCulture)] = body;
                http.Response.Headers.ETag = "\"part\"";
                return Task.CompletedTask;
            case "POST":
                uploads.Remove(query["uploadId"]!, out var parts);
                Objects[key] = ([.. parts!.OrderBy(p => p.Key).SelectMany(p => p.Value)], TimeProvider.System.GetUtcNow());
                return Xml(http, "<CompleteMultipartUploadResult><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>");
            case "PUT":
                Objects[key] = (body, TimeProvider.System.GetUtcNow());
                http.Response.Headers.ETag = "\"one\"";
                return Task.CompletedTask;
            case "DELETE":
                Objects.Remove(key, out _);
                http.Response.StatusCode = 204;
                return Task.CompletedTask;
            default:
                if (Objects.TryGetValue(key, out var kept))
                    return http.Response.Body.WriteAsync(kept.Bytes).AsTask();
                http.Response.StatusCode = 404;
                return Xml(http, "<Error><Code>NoSuchKey</Code></Error>");
        }
    }

    private Task List(HttpContext http, string prefix, string after)
    {
        var all = Objects
            .Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(o.Key, after) > 0)
            .OrderBy(o => o.Key, StringComparer.Ordinal)
            .ToList();
        var page = all.Take(PageSize).ToList();
        var xml = new StringBuilder("<ListBucketResult>");
        foreach (var (key, (bytes, at)) in page)
            xml.Append(
                CultureInfo.InvariantCulture,
                $"<Contents><Key>{key}</Key><Size>{bytes.Length}</Size><LastModified>{at:O}</LastModified></Contents>"
            );
        xml.Append(CultureInfo.InvariantCulture, $"<IsTruncated>{(all.Count > PageSize ? "true" : "false")}</IsTruncated>");
        if (all.Count > PageSize)
            xml.Append(CultureInfo.InvariantCulture, $"<NextContinuationToken>{page[^1].Key}</NextContinuationToken>");
        return Xml(http, xml.Append("</ListBucketResult>").ToString());
    }

    private static Task Xml(HttpContext http, string xml)
    {
        http.Response.ContentType = "application/xml";
        return http.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml);
    }

    /// <summary>Over plain HTTP a body comes in signed chunks: a size and a signature before each.</summary>
    private static async Task<byte[]> Body(HttpRequest request)
    {
        using var whole = new MemoryStream();
        await request.Body.CopyToAsync(whole);
        var bytes = whole.ToArray();
        if (!request.Headers["x-amz-content-sha256"].ToString().StartsWith("STREAMING-", StringComparison.Ordinal))
            return bytes;

        using var decoded = new MemoryStream();
        for (var at = 0; at < bytes.Length; )
        {
            var end = bytes.AsSpan(at).IndexOf("\r\n"u8) + at;
            var head = Encoding.ASCII.GetString(bytes, at, end - at);
            var size = int.Parse(head.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
                break;
            decoded.Write(bytes, end + 2, size);
            at = end + 2 + size + 2;
        }
        return decoded.ToArray();
    }

    private static bool IsSigned(HttpRequest request)
    {
        var given = request.Headers.Authorization.ToString();
        string Part(string name) => given.Split(name + "=", 2).Last().Split(',')[0].Trim();
        if (
            !given.StartsWith("AWS4-HMAC-SHA256", StringComparison.Ordinal)
            || !Part("Credential").StartsWith(AccessKey, StringComparison.Ordinal)
        )
            return false;

        var at = request.Headers["x-amz-date"].ToString();
        var names = Part("SignedHeaders").Split(';');
        var query = request
            .Query.SelectMany(q => q.Value.DefaultIfEmpty(""), (q, v) => $"{Escaped(q.Key)}={Escaped(v!)}")
            .Order(StringComparer.Ordinal);
        string[] lines =
        [
            request.Method,
            new Uri(request.GetEncodedUrl()).AbsolutePath,
            string.Join('&', query),
            .. names.Select(n => $"{n}:{Trimmed(request.Headers[n])}"),
            "",
            string.Join(';', names),
            request.Headers["x-amz-content-sha256"].ToString(),
        ];
        var scope = $"{at[..8]}/{Region}/s3/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{at}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + SecretKey);
        foreach (var part in scope.Split('/'))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign))) == Part("Signature");
    }

    private static string Trimmed(StringValues values) => string.Join(',', values.Select(v => v!.Trim()));

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
