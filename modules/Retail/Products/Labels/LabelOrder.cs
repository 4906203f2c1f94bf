using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Niaga.Papers;
using Niaga.Papers.Labels;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;

namespace Niaga.Retail.Products.Labels;

/// <summary>Price labels of chosen products.</summary>
internal sealed class LabelOrder(TenantSession session)
{
    public const int MostProducts = 100;
    public const int MostCopies = 200;

    /// <summary>As it is asked for in an address.</summary>
    /// <param name="Ids">Product ids with commas between them.</param>
    /// <param name="Size">A key of <see cref="LabelSize"/>; the first when left out.</param>
    /// <param name="Copies">Of each; 1 when left out.</param>
    /// <param name="Used">Places of the first sheet without a label; 0 when left out.</param>
    internal sealed record Asked(string? Ids, string? Size = null, string? Copies = null, string? Used = null);

    /// <summary>What is printed on a label, and shown before.</summary>
    internal sealed record Item(Guid Id, string Name, string Sku, string? Barcode, Platform.Values.Money Price);

    /// <returns>The products in the order asked for.</returns>
    public async Task<Outcome<IReadOnlyList<Item>>> Products(string? ids, CancellationToken cancel)
    {
        var parts = (ids ?? "").Split(',', MostProducts + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var wanted = parts.Select(p => Guid.TryParse(p, out var id) ? id : Guid.Empty).Distinct().ToArray();
        if (wanted.Length is 0 or > MostProducts || wanted.Contains(Guid.Empty))
            return Errors.SelectionInvalid(MostProducts);

        var found = await session
            .Open<RetailDb>()
            .Set<Product>()
            .Where(p => wanted.Contains(p.ProductId))
            .Select(p => new Item(p.ProductId, p.Name, p.Sku, p.Barcode, p.Price))
            .ToDictionaryAsync(p => p.Id, cancel);
        return found.Count < wanted.Length
            ? Errors.ProductNotFound()
            : (Outcome<IReadOnlyList<Item>>)wanted.Select(id => found[id]).ToArray();
    }

    /// <summary>The sheets as PDF.</summary>
    public async Task<Outcome<byte[]>> Pdf(Asked asked, CancellationToken cancel)
    {
        if (Refuse(asked, 0) is { } refused)
            return refused;
        if (!(await Products(asked.Ids, cancel)).Succeeded(out var products, out var refusal))
            return refusal;
        if (Refuse(asked, products.Count, out var size, out var copies, out var used) is { } tooMany)
            return tooMany;

        return LabelSheets.Pdf([.. products.SelectMany(p => Enumerable.Repeat(Of(p), copies))], size!, used);
    }

    /// <summary>Everything that is wrong with it, so that a page can say it before a file is asked for.</summary>
    /// <param name="products">How many there are.</param>
    public static Refusal? Refuse(Asked asked, int products) => Refuse(asked, products, out _, out _, out _);

    private static Refusal? Refuse(Asked asked, int products, out LabelSize? size, out int copies, out int used)
    {
        var refusals = new List<Refusal>();
        if (!LabelSize.TryParse(asked.Size, out size))
            refusals.Add(PaperErrors.LabelSizeUnknown());
        if (!TryNumber(asked.Copies, 1, 1, MostCopies, out copies))
            refusals.Add(Errors.LabelCopiesInvalid(MostCopies));
        else if (products * copies > LabelSheets.MostLabels)
            refusals.Add(Errors.TooManyLabels(LabelSheets.MostLabels));
        if (!TryNumber(asked.Used, 0, 0, (size?.OnSheet ?? 1) - 1, out used))
            refusals.Add(Errors.LabelsUsedInvalid((size?.OnSheet ?? 1) - 1));
        return Refusal.Of(refusals);
    }

    /// <summary>The bars are what the scanner finds at the till: the barcode, or where there is none the shop's own code.</summary>
    private static Label Of(Item p) =>
        new(p.Name, p.Price.ToString(), p.Barcode ?? p.Sku, p.Barcode is null || p.Barcode == p.Sku ? null : p.Sku);

    private static bool TryNumber(string? text, int usual, int least, int most, out int number)
    {
        number = usual;
        return string.IsNullOrWhiteSpace(text)
            || (
                int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most
            );
    }
}
