using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;
using static Niaga.Platform.Tests.Customers.CustomerBook;

namespace Niaga.Platform.Tests.Customers;

/// <summary>What holds when many do it at once, and when somebody forgets to ask.</summary>
public sealed class ParallelCustomerTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const int Many = 16;

    [Fact]
    public async Task Of_many_who_add_one_phone_or_one_MyKad_at_once_one_does()
    {
        using var book = await Open(app);
        var answers = await AtOnce(i => book.Post("", new { name = $"Siti {i}", phones = new[] { "0123456789" } }));

        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Where(a => a.Status != 201).ShouldAllBe(a => a.Code == "trade.customer_phone_taken" && a.Status == 409);

        var same = await AtOnce(i => book.Post("", new { name = $"Ali {i}", identity = i % 2 == 0 ? "880214105566" : "880214-10-5566" }));
        same.Count(a => a.Status == 201).ShouldBe(1);
        same.Where(a => a.Status != 201).ShouldAllBe(a => a.Code == "trade.customer_identity_taken" && a.Status == 409);
    }

    [Fact]
    public async Task Many_tills_that_ask_for_one_number_at_once_get_one_customer()
    {
        using var book = await Open(app);
        var answers = await AtOnce(i => book.Post("/by-phone", new { phone = "012-345 6789", name = $"Siti {i}" }));

        answers.Select(a => a.Ok.GetProperty("id").GetGuid()).Distinct().Count().ShouldBe(1);
        answers.Count(a => a.Ok.GetProperty("new").GetBoolean()).ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_merges_against_each_other_one_stands()
    {
        for (var round = 0; round < 8; round++)
        {
            using var book = await Open(app);
            var (a, b) = (await book.Add("Ali"), await book.Add("Ali bin Abu"));
            var answers = await AtOnce(i =>
                i % 2 == 0 ? book.Post($"/{a}/merge", new { customerId = b }) : book.Post($"/{b}/merge", new { customerId = a })
            );

            answers.Count(r => r.Status == 201).ShouldBe(1, string.Join('\n', answers.Select(r => r.Body.ToString())));
            answers.Where(r => r.Status != 201).ShouldAllBe(r => r.Code == "trade.merge_of_archived");
            (await book.Business.Ask<long>("SELECT count(*) FROM trade.customers WHERE merged_into IS NULL")).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_merge_is_undone_once()
    {
        using var book = await Open(app);
        var (a, b) = (await book.Add("Ali", "0123456789"), await book.Add("Ali bin Abu", "0198765432"));
        var merge = (await book.Post($"/{a}/merge", new { customerId = b })).Ok.GetProperty("id").GetGuid();

        var answers = await AtOnce(_ => book.Post($"/merges/{merge}/undo"));

        answers.Count(r => r.Status == 200).ShouldBe(1);
        answers.Where(r => r.Status != 200).ShouldAllBe(r => r.Code == "trade.merge_undone");
    }

    [Fact]
    public async Task A_consent_is_given_once_and_withdrawn_once()
    {
        using var book = await Open(app);
        var id = await book.Add("Siti");
        var given = await AtOnce(_ => book.Post($"/{id}/consents", new { purpose = "marketing", channel = "phone" }));
        given.Count(a => a.Status == 201).ShouldBe(1);
        var consent = given.Single(a => a.Status == 201).Body.GetProperty("id").GetGuid();

        var withdrawn = await AtOnce(_ => book.Post($"/{id}/consents/{consent}/withdraw", new { channel = "phone" }));
        withdrawn.Count(a => a.Status == 204).ShouldBe(1);
    }

    [Theory]
    [InlineData(
        "customer_contacts_sole",
        "UPDATE trade.customer_contacts SET value_key = '\\x00112233445566778899aabbccddeeff', shared = false"
    )]
    [InlineData("customers_tin_unique", "UPDATE trade.customers SET tin_key = '\\x00112233445566778899aabbccddeeff'")]
    [InlineData("customers_identity_unique", "UPDATE trade.customers SET identity_key = '\\x00112233445566778899aabbccddeeff'")]
    [InlineData(
        "customers_merged_is_archived",
        "UPDATE trade.customers SET merged_into = (SELECT max(customer_id::text)::uuid FROM trade.customers) "
            + "WHERE customer_id = (SELECT min(customer_id::text)::uuid FROM trade.customers)"
    )]
    [InlineData("customers_merged_once", "UPDATE trade.customers SET archived_at = now(), merged_into = customer_id")]
    [InlineData(
        "customers_merged_once",
        "UPDATE trade.customers c SET archived_at = now(), merged_into = "
            + "(SELECT customer_id FROM trade.customers o WHERE o.customer_id <> c.customer_id LIMIT 1)"
    )]
    [InlineData("customer_consents_withdrawn_says_how", "UPDATE trade.customer_consents SET withdrawn_at = now()")]
    public async Task The_database_holds_to_it_whoever_writes(string constraint, string sql)
    {
        using var book = await Open(app);
        var id = await book.Add("A", "0121111111");
        await book.Add("B", "0122222222");
        await book.Post($"/{id}/consents", new { purpose = "marketing", channel = "phone" });

        var refused = await Should.ThrowAsync<PostgresException>(() =>
            book.Business.Ask<long>($"WITH done AS ({sql} RETURNING 1) SELECT count(*) FROM done")
        );

        refused.ConstraintName.ShouldBe(constraint);
    }

    private static Task<Reply[]> AtOnce(Func<int, Task<Reply>> act) =>
        Task.WhenAll(Enumerable.Range(0, Many).Select(i => Task.Run(() => act(i))));
}
