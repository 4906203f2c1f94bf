using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Niaga.Ui;

namespace Niaga.Retail.Products;

/// <summary>
/// What a toast's "undo" posts to put products back: short, because it waits in a cookie. Products with the same category and tax before
/// stand together: <c>category.tax.product.product…</c>, each id in 22 letters.
/// </summary>
internal static class PutBackForm
{
    private const string Former = "Form.Former";
    private const string Given = "Form.Given";

    public static IReadOnlyDictionary<string, string> Write(ChangedTogether changed) =>
        new Dictionary<string, string>
        {
            ["Form.Act"] = "put-back",
            [Given] = $"{Short(changed.Given.Category)}.{changed.Given.TaxCode}",
            [Former] = string.Join(
                ' ',
                changed
                    .Former.GroupBy(f => (f.Category, f.TaxCode))
                    .Select(g => $"{Short(g.Key.Category)}.{g.Key.TaxCode}.{string.Join('.', g.Select(f => Short(f.Id)))}")
            ),
        };

    /// <returns>Null for what no toast posts.</returns>
    public static ChangedTogether? Read(IFormCollection posted)
    {
        if (posted[Given].ToString().Split('.') is not [var category, var tax] || !TryLong(category, out var to))
            return null;

        var former = new List<ProductPlace>();
        foreach (var group in posted[Former].ToString().Split(' '))
        {
            if (group.Split('.') is not [var was, { Length: > 0 } wasTax, .. { Length: > 0 } ids] || !TryLong(was, out var from))
                return null;
            foreach (var id in ids)
            {
                if (!TryLong(id, out var product) || product is null)
                    return null;
                former.Add(new(product.Value, from, wasTax));
            }
        }
        return new(former, new(to, tax.Length == 0 ? null : tax));
    }

    private static string Short(Guid? id) => id is { } known ? Base64Url.EncodeToString(known.ToByteArray()) : "";

    private static bool TryLong(string text, out Guid? id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id = null;
        if (text.Length == 0)
            return true;
        if (text.Length != 22 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != 16)
            return false;
        id = new Guid(bytes);
        return true;
    }
}
