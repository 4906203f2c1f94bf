using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using SkiaSharp;

namespace Niaga.Retail.Tests.Products;

/// <summary>Pictures as people send them, and as they should not.</summary>
internal static class PictureSamples
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    /// <summary>Left half red, right half blue.</summary>
    public static byte[] Halves(int width = 400, int height = 200, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Blue);
            using var red = new SKPaint { Color = SKColors.Red };
            canvas.DrawRect(0, 0, width / 2f, height, red);
        }
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>No two alike, and hard to make small.</summary>
    public static byte[] Noise(int seed, int side = 800)
    {
        using var bitmap = new SKBitmap(side, side);
        var random = new Random(seed);
        for (var y = 0; y < side; y += 2)
        {
            for (var x = 0; x < side; x++)
            {
                var colour = new SKColor((uint)random.Next() | 0xFF000000);
                bitmap.SetPixel(x, y, colour);
                bitmap.SetPixel(x, y + 1, colour);
            }
        }
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80);
        return data.ToArray();
    }

    /// <summary>A camera's own head: how it was held, and where.</summary>
    public static byte[] WithExif(byte[] jpeg, byte orientation, string place)
    {
        var text = System.Text.Encoding.ASCII.GetBytes(place + "\0");
        byte[] exif =
        [
            .. "Exif\0\0MM\0*"u8,
            0,
            0,
            0,
            8,
            0,
            2,
            // Orientation, a short
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            orientation,
            0,
            0,
            // ImageDescription, text behind the directory
            0x01,
            0x0E,
            0,
            2,
            0,
            0,
            0,
            (byte)text.Length,
            0,
            0,
            0,
            38,
            0,
            0,
            0,
            0,
            .. text,
        ];
        var length = exif.Length + 2;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. exif, .. jpeg[2..]];
    }

    /// <summary>A PNG of a few bytes that says it is that large.</summary>
    public static byte[] Claiming(int width, int height)
    {
        var png = Halves(8, 8, SKEncodedImageFormat.Png);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    public static Task<HttpResponseMessage> Send(HttpClient client, Guid product, byte[] picture, string? key = null, Guid? replaces = null)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/api/v1/products/{product}/pictures" + (replaces is null ? "" : $"?replaces={replaces}")
        )
        {
            Content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } },
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request, Cancel);
    }

    public static async Task<Guid> Add(HttpClient client, Guid product, byte[] picture, Guid? replaces = null)
    {
        using var answer = await Send(client, product, picture, replaces: replaces);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }

    public static async Task<string> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString()!;

    public static async Task<(Guid Id, Guid Hash)[]> List(HttpClient client, Guid product) =>
        [
            .. (await client.GetFromJsonAsync<JsonElement>($"/api/v1/products/{product}/pictures", Cancel))
                .GetProperty("items")
                .EnumerateArray()
                .Select(p => (p.GetProperty("id").GetGuid(), p.GetProperty("hash").GetGuid())),
        ];

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320u;
        }
        return ~crc;
    }
}
