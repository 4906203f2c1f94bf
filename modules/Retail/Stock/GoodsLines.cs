using Microsoft.AspNetCore.Http;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Retail.Products;

namespace Niaga.Retail.Stock;

/// <summary>Lines of goods in a form, as they are typed or scanned; empty ones are skipped.</summary>
/// <param name="most">How many one form takes.</param>
internal sealed class GoodsLines(int most)
{
    private const int First = 3;

    private readonly List<Line> items = [];

    public IReadOnlyList<Line> Items => items;

    /// <summary>With a product, or empty ones to begin with.</summary>
    public void Begin(ProductView? product)
    {
        if (product is not null)
            items.Add(
                new()
                {
                    Code = product.Sku,
                    Product = product.Name,
                    Id = product.Id,
                }
            );
        else
            More();
    }

    public void More()
    {
        for (var i = 0; i < First && items.Count < most; i++)
            items.Add(new());
    }

    /// <summary>What was typed, with the product each code means.</summary>
    public async Task Read(IFormCollection form, ProductLookup lookup, CancellationToken cancel)
    {
        for (var i = 0; i < most && form.ContainsKey($"Lines[{i}].Quantity"); i++)
        {
            var line = new Line
            {
                Code = form[$"Lines[{i}].Code"],
                Quantity = form[$"Lines[{i}].Quantity"],
                UnitCost = form[$"Lines[{i}].UnitCost"],
            };
            if (!string.IsNullOrWhiteSpace(line.Code))
                await Name(line, lookup, cancel);
            items.Add(line);
        }
    }

    /// <summary>Those that say something, with their place in the form.</summary>
    public (Line Line, int At)[] Meant() =>
        [
            .. items
                .Select((line, at) => (line, at))
                .Where(x => !string.IsNullOrWhiteSpace(x.line.Code) || !string.IsNullOrWhiteSpace(x.line.Quantity)),
        ];

    /// <summary>One more of what was scanned: its own line, or the first that is empty. Without script this is what Enter does.</summary>
    /// <param name="code">What was scanned.</param>
    /// <param name="lookup">Finds the product.</param>
    /// <param name="words">The reader's.</param>
    /// <param name="full">Text for when no line is left, {0} how many there are.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <returns>What is said of it, or what is wrong.</returns>
    public async Task<(string? Said, string? Wrong)> Scan(
        string? code,
        ProductLookup lookup,
        Words words,
        string full,
        CancellationToken cancel
    )
    {
        if (string.IsNullOrWhiteSpace(code))
            return (null, null);

        var scanned = new Line { Code = code.Trim(), Quantity = "1" };
        await Name(scanned, lookup, cancel);
        if (scanned.Id is null)
            return (null, words["retail.stock.scan_unknown", code]);

        if (items.Find(l => l.Id == scanned.Id) is { } there)
        {
            there.Quantity = Quantity.TryParse(there.Quantity, out var before) ? (before + Quantity.FromUnits(1)).ToString() : "1";
            return ($"{there.Product}: {there.Quantity}", null);
        }
        var empty = items.FindIndex(l => string.IsNullOrWhiteSpace(l.Code) && string.IsNullOrWhiteSpace(l.Quantity));
        if (empty >= 0)
            items[empty] = scanned;
        else if (items.Count < most)
            items.Add(scanned);
        else
            return (null, words[full, most]);
        return ($"{scanned.Product}: {scanned.Quantity}", null);
    }

    /// <summary>The form's field a refusal is about: the use case counts the lines it was given; the form has empty ones too.</summary>
    public static string? OnForm(string? field, (Line Line, int At)[] meant)
    {
        if (field is null || !field.StartsWith("Lines[", StringComparison.Ordinal))
            return field is "Note" or "From" or "To" ? field : null;

        var end = field.IndexOf(']', StringComparison.Ordinal);
        var name = field[(end + 2)..];
        return $"Lines[{meant[int.Parse(field.AsSpan(6, end - 6), null)].At}].{char.ToUpperInvariant(name[0])}{name[1..]}";
    }

    private static async Task Name(Line line, ProductLookup lookup, CancellationToken cancel)
    {
        var found = await lookup.Find(line.Code, cancel);
        if (found.Exact || found is { Near: false, Items.Count: 1 })
            (line.Id, line.Product, line.Code) = (found.Items[0].Id, found.Items[0].Name, found.Items[0].Sku);
    }

    internal sealed class Line
    {
        public string? Code { get; set; }

        public string? Quantity { get; set; }

        public string? UnitCost { get; set; }

        /// <summary>Name of the product; null while nobody knows which.</summary>
        public string? Product { get; set; }

        public Guid? Id { get; set; }
    }
}
