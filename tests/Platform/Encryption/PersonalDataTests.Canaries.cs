using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Encryption;

public sealed partial class PersonalDataTests
{
    [Fact]
    public void What_looks_like_a_persons_goes_out_of_the_log_and_of_exceptions()
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Kenari");
        var id = Guid.CreateVersion7();
        try
        {
            throw new FormatException(
                "The input string 'Kassim' of 900131-14-5678 (kassim@kenari.my) breaks \"customers_pkey\"",
                new ArgumentException("900131145678 and +60127776665")
            );
        }
        catch (FormatException e)
        {
            log.LogError(e, "Work {Id} of {Phone} failed after {Bytes} bytes", id, "012-777 6665", 123456789012345);
        }
        var line = app.Canaries.Lines("Kenari").ShouldHaveSingleItem();
        foreach (var value in new[] { "Kassim", "14-5678", "900131", "kenari.my", "7776665", "777 6665" })
            line.ShouldNotContain(value);
        // What is needed to find the fault stays.
        foreach (var kept in new[] { "FormatException", "ArgumentException", "customers_pkey", $"{id}", "123456789012345", "   at Niaga." })
            line.ShouldContain(kept);
    }

    [Fact]
    public async Task A_canary_is_heard_in_every_spelling_and_found_among_the_payloads_of_work()
    {
        var canaries = new Canaries();
        const string value = "Kamariah binti Kenari";
        canaries.Watch(value);
        var bytes = Encoding.UTF8.GetBytes("x " + value + " yz");
        string[] said = [$"x {value} y", value.ToLowerInvariant(), Convert.ToBase64String(bytes), Convert.ToHexString(bytes)];
        foreach (var text in said)
            canaries.Hear($"log {text}", text);
        (await canaries.Told(app.As("postgres"))).Count.ShouldBe(said.Length);
        var shop = await app.SignUp();
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"""
            SELECT set_config('app.tenant_id', '{shop.Tenant}', false);
            INSERT INTO platform.work_items (tenant_id, item_id, kind, idempotency_key, payload, state, due_at, created_at)
            VALUES ('{shop.Tenant}', gen_random_uuid(), 'x', 'canary', '"{value}"', 'waiting', now() + interval '1 day', now())
            """
        );
        (await canaries.Told(app.As("postgres"))).ShouldContain(t => t.StartsWith("platform.work_items", StringComparison.Ordinal));
        await admin.Run("DELETE FROM platform.work_items WHERE idempotency_key = 'canary'");
    }
}
