using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Trade.Stock;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales;

/// <summary>A business with products and a till, over real HTTP.</summary>
internal sealed class Shop(TestBusiness business, HttpClient client) : IDisposable
{
    public TestBusiness Business { get; } = business;

    public HttpClient Client { get; } = client;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Shop> Open(NiagaApp app)
    {
        var business = await app.SignUp();
        return new(business, await business.Client());
    }

    /// <summary>A product, with stock where it is tracked.</summary>
    public async Task<Guid> Product(string name, string price, long? stock = null, string? taxCode = null)
    {
        using var answer = await Client.PostAsJsonAsync(
            "/api/v1/products",
            new
            {
                name,
                price,
                taxCode,
                trackStock = stock is not null,
            },
            Cancel
        );
        answer.EnsureSuccessStatusCode();
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
        if (stock is > 0)
            await Receive(id, stock.Value);
        return id;
    }

    public async Task Receive(Guid product, long units)
    {
        await using var scope = Business.Act();
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(Cancel);
        var ledger = scope.ServiceProvider.GetRequiredService<StockLedger>();
        var branch = await ledger.BranchOf(wanted: null, Cancel);
        await ledger.Move([new(product, Quantity.FromUnits(units), StockMovementKind.Received)], branch!.Value, Cancel);
        await session.Commit(Cancel);
    }

    /// <summary>Sends a sale.</summary>
    /// <param name="lines">Product, quantity, expected unit price or null.</param>
    /// <param name="payments">Method and amount.</param>
    /// <param name="key">Idempotency key, or null.</param>
    /// <param name="branch">Where it is sold, or null.</param>
    public async Task<Answer> Sell(
        (Guid Product, string Quantity, string? Price)[] lines,
        (string Method, string Amount)[] payments,
        string? key = null,
        Guid? branch = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sales")
        {
            Content = JsonContent.Create(
                new
                {
                    lines = lines.Select(l => new
                    {
                        productId = l.Product,
                        quantity = l.Quantity,
                        unitPrice = l.Price,
                    }),
                    payments = payments.Select(p => new { method = p.Method, amount = p.Amount }),
                    branchId = branch,
                }
            ),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await Client.SendAsync(request, Cancel);
        return new((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }

    public Task<Answer> Sell(Guid product, string quantity, string method, string amount) =>
        Sell([(product, quantity, null)], [(method, amount)]);

    public Task<long> Level(Guid product) =>
        Business.Ask<long>($"SELECT coalesce((SELECT on_hand FROM trade.stock_levels WHERE item_id = '{product}'), 0)");

    public Task<long> Sales() => Business.Ask<long>("SELECT count(*) FROM retail.sales");

    public void Dispose() => Client.Dispose();
}

/// <summary>What the API answered.</summary>
internal sealed record Answer(int Status, JsonElement Body)
{
    public string? Code => Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string this[string field] => Body.GetProperty(field).GetString()!;

    public Answer ShouldBeSold()
    {
        Status.ShouldBe(201, Body.ToString());
        return this;
    }

    public void ShouldBeRefused(string code, int status)
    {
        Code.ShouldBe(code, Body.ToString());
        Status.ShouldBe(status);
    }
}
