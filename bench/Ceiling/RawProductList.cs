using System.Text.Json;
using Niaga.Platform.Data;
using Niaga.Platform.Web;
using Niaga.Retail.Products;
using Npgsql;

namespace Niaga.Bench.Ceiling;

/// <summary>
/// The product list with nothing around it: one batch of tenant and query, JSON written by hand, the same bytes as the API's.
/// </summary>
/// <param name="app">The pool, as the site's.</param>
internal sealed class RawProductList(NpgsqlDataSource app)
{
    private const int Items = 20;

    public async Task Get(HttpContext http)
    {
        var tenant = TenantOf(http);
        await using var batch = Batch(tenant);
        await using var rows = await batch.ExecuteReaderAsync(http.RequestAborted);
        await rows.NextResultAsync(http.RequestAborted);
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("items"u8);
        var (written, lastName, lastId) = (0, "", Guid.Empty);
        while (written < Items && await rows.ReadAsync(http.RequestAborted))
        {
            written++;
            (lastId, lastName) = (rows.GetGuid(0), rows.GetString(3));
            json.WriteStartObject();
            json.WriteString("id"u8, lastId);
            json.WriteString("sku"u8, rows.GetString(1));
            Text(json, "barcode"u8, rows, 2);
            json.WriteString("name"u8, lastName);
            if (rows.IsDBNull(4))
                json.WriteNull("categoryId"u8);
            else
                json.WriteString("categoryId"u8, rows.GetGuid(4));
            Text(json, "category"u8, rows, 5);
            if (rows.IsDBNull(6))
                json.WriteNull("cost"u8);
            else
                json.WriteString("cost"u8, Ringgit(rows.GetInt64(6)));
            json.WriteString("price"u8, Ringgit(rows.GetInt64(7)));
            json.WriteString("currency"u8, rows.GetString(8));
            json.WriteString("taxCode"u8, rows.GetString(9));
            json.WriteBoolean("trackStock"u8, rows.GetBoolean(10));
            json.WriteBoolean("archived"u8, rows.GetBoolean(11));
            json.WriteString("createdAt"u8, rows.GetFieldValue<DateTimeOffset>(12));
            json.WriteString("updatedAt"u8, rows.GetFieldValue<DateTimeOffset>(13));
            json.WritePropertyName("fields"u8);
            json.WriteRawValue(rows.GetString(14));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (await rows.ReadAsync(http.RequestAborted))
            json.WriteString("next"u8, Cursors.Write("products", lastName.ToLowerInvariant(), lastId));
        else
            json.WriteNull("next"u8);
        json.WriteEndObject();
    }

    /// <summary>The business of a token, believed: the ceiling checks nothing.</summary>
    internal static string TenantOf(HttpContext http) =>
        Guid.ParseExact(http.Request.Headers.Authorization.ToString().AsSpan("Bearer niaga_".Length, 32), "N").ToString();

    private NpgsqlBatch Batch(string tenant)
    {
        var batch = app.CreateBatch();
        batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenant } } });
        batch.BatchCommands.Add(
            new(ProductsByCursor.First)
            {
                Parameters =
                {
                    new NpgsqlParameter<Guid> { TypedValue = Guid.Parse(tenant) },
                    new NpgsqlParameter<int> { TypedValue = Items + 1 },
                },
            }
        );
        return batch;
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, NpgsqlDataReader rows, int column)
    {
        if (rows.IsDBNull(column))
            json.WriteNull(name);
        else
            json.WriteString(name, rows.GetString(column));
    }

    internal static string Ringgit(long sen) => (sen / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
}
