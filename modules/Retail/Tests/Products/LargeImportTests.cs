using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>
/// A large file costs the database what its rows cost, and no more for there being many: statements sent and rows read are counted, which a
/// busy machine does not change. How long it takes is measured by <c>./niaga bench --only=import</c>.
/// </summary>
public sealed class LargeImportTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const int Rows = 100_000;

    // Of 5 000 rows at once: one that compares, four that write.
    private const int MostStatementsPerThousand = 2;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_thousand_rows_come_in_thousands_at_a_time()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var sent = new Statements(app.Database);
        var id = await Upload(client);
        var before = await RowsRead(written: 0);
        sent.Begin();

        var seen = new HashSet<int>();
        var import = await ProductImportSteps.Run(client, id, "all-or-nothing", i => seen.Add(i.GetProperty("rowsDone").GetInt32()));

        import.GetProperty("state").GetString().ShouldBe("done");
        import.GetProperty("rowsCreated").GetInt32().ShouldBe(Rows);
        (await shop.Ask<long>("SELECT count(*) FROM retail.products")).ShouldBe(Rows);
        (await shop.Ask<long>("SELECT sum(on_hand)::bigint FROM trade.stock_levels")).ShouldBe(
            Enumerable.Range(0, Rows).Sum(i => i % 7L) * 1000
        );
        seen.ShouldContain(done => done > 0 && done < Rows, "progress shows before the end");
        sent.End().ShouldBeLessThan(MostStatementsPerThousand * Rows / 1000);
        (await RowsRead(Rows) - before).ShouldBeLessThan(15L * Rows);

        // The same file again finds all of them, and says so without writing any.
        var again = await Upload(client);
        before = await RowsRead(Rows);
        sent.Begin();
        var preview = await client.GetFromJsonAsync<JsonElement>($"{ProductImportSteps.Path}/{again}/preview", Cancel);
        preview.GetProperty("changed").GetInt32().ShouldBe(Rows);
        sent.End().ShouldBeLessThan(MostStatementsPerThousand * Rows / 1000);
    }

    /// <summary>Every other line as a shop without codes keeps its list: those get numbers.</summary>
    private static Task<Guid> Upload(HttpClient client)
    {
        var text = new StringBuilder("sku,barcode,name,category,cost,price,stock\r\n");
        for (var i = 0; i < Rows; i++)
            text.Append(
                $"{(i % 2 == 0 ? $"SKU-{i:000000},955{i:00000000}" : ",")},Barang {i},Kategori {i % 40},1.10,{i % 100}.90,{i % 7}\r\n"
            );
        return ProductImportSteps.Upload(client, Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Rows of products and stock the database read so far, once it has counted so many products written.</summary>
    private async Task<long> RowsRead(long written)
    {
        await using var connection = await app.Connect();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            await using var command = new NpgsqlCommand(
                """
                SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint,
                    sum(n_tup_ins) FILTER (WHERE relname = 'products')::bigint
                FROM pg_stat_user_tables WHERE schemaname IN ('retail', 'trade')
                """,
                connection
            );
            await using (var row = await command.ExecuteReaderAsync(patience.Token))
            {
                await row.ReadAsync(patience.Token);
                if (row.GetInt64(1) >= written)
                    return row.GetInt64(0);
            }
            // A backend reports what it did up to a second later, and tells nobody.
            await Task.Delay(200, patience.Token);
        }
    }

    /// <summary>What is sent to one database about products and stock, whoever sends it; what asks how far it is does not count.</summary>
    private sealed class Statements : IDisposable
    {
        private readonly ActivityListener listener;
        private readonly string database;
        private int count;

        public Statements(string database)
        {
            this.database = database;
            listener = new()
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref _) => ActivitySamplingResult.AllData,
                ActivityStopped = Note,
            };
            ActivitySource.AddActivityListener(listener);
        }

        public void Begin() => Interlocked.Exchange(ref count, 0);

        public int End() => Volatile.Read(ref count);

        public void Dispose() => listener.Dispose();

        private void Note(Activity activity)
        {
            if ((activity.GetTagItem("db.namespace") ?? activity.GetTagItem("db.name")) as string != database)
                return;

            var text = (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) as string ?? "";
            Interlocked.Add(
                ref count,
                text.Split(';')
                    .Count(s => s.Contains("retail.products", StringComparison.Ordinal) || s.Contains("trade.", StringComparison.Ordinal))
            );
        }
    }
}
