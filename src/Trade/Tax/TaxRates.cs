using System.Collections.Frozen;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Trade.Tax;

/// <summary>A tax code's rate on a day.</summary>
/// <param name="Code">Such as <c>service</c>.</param>
/// <param name="BasisPoints">800 is 8 %.</param>
/// <param name="TaxType">LHDN e-Invoice tax type.</param>
public sealed record TaxRate(string Code, int BasisPoints, string TaxType)
{
    /// <summary>The part of a tax-inclusive amount that is tax, half a sen rounded away from zero.</summary>
    public Money Within(Money inclusive) => inclusive.Portion(BasisPoints, 10_000 + BasisPoints);
}

/// <summary>SST codes and rates, effective-dated: the rate of the day of supply applies.</summary>
public sealed class TaxRates(Databases databases)
{
    private sealed record Row(string Code, DateOnly From, int BasisPoints, string TaxType);

    private volatile Row[]? rows;

    /// <summary>Every code with its rate on a day.</summary>
    public async Task<FrozenDictionary<string, TaxRate>> On(DateOnly day, CancellationToken cancel)
    {
        // The law's table changes with a migration, and a migration with a start: read once.
        var all = rows ??= await Read(cancel);
        return all.Where(r => r.From <= day)
            .GroupBy(r => r.Code)
            .Select(g => g.MaxBy(r => r.From)!)
            .ToFrozenDictionary(r => r.Code, r => new TaxRate(r.Code, r.BasisPoints, r.TaxType));
    }

    /// <summary>Every code with its rate today.</summary>
    public Task<FrozenDictionary<string, TaxRate>> Today(TimeProvider clock, CancellationToken cancel) =>
        On(MalaysianTime.Day(clock.GetUtcNow()), cancel);

    private async Task<Row[]> Read(CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand("SELECT code, valid_from, basis_points, tax_type FROM trade.tax_rates");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<Row>();
        while (await reader.ReadAsync(cancel))
            found.Add(new(reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetInt32(2), reader.GetString(3)));
        return [.. found];
    }
}
