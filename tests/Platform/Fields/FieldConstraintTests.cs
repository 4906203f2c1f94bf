using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Niaga.Platform.Tests.Members;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Fields;

/// <summary>What the database itself refuses of fields and their values, whoever writes.</summary>
public sealed class FieldConstraintTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task The_database_takes_only_values_of_the_business_its_kind_and_type_and_none_once_a_field_is_retired()
    {
        var (shop, other) = (await app.SignUp(), await app.SignUp());
        using var client = await shop.Client();
        using var theirs = await other.Client();
        await theirs.Add("Theirs", "text");
        await client.Add("Weight", "number");
        await client.Add("A", "choice", options: ["One"]);
        await client.Add("B", "choice", options: ["Two"]);
        var mark = await client.Add("Mark", "text");
        var product = await client.Product(new { mark = "old" });

        foreach (
            var (json, constraint) in new[]
            {
                ("""{"theirs":"x"}""", "fields_known"),
                ("""{"weight":"1"}""", "fields_of_type"),
                ("""{"weight":1e13}""", "fields_of_type"),
                ("""{"a":"two"}""", "fields_of_type"),
                ("""{"mark":""}""", "fields_of_type"),
                ("""["mark"]""", "fields_object"),
            }
        )
        {
            var refused = await Should.ThrowAsync<PostgresException>(() => app.Tell(shop, $"UPDATE retail.products SET fields = '{json}'"));
            refused.ConstraintName.ShouldBe(constraint, json);
        }

        // Who writes a value holds its field: retiring waits, and whoever comes after it is refused.
        await using var writer = await app.Connect();
        await using var open = await writer.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Run(writer, $"SELECT set_config('app.tenant_id', '{shop.Tenant}', true)");
        await Run(writer, """UPDATE retail.products SET fields = '{"mark":"new"}'""");
        var retiring = client.Change(mark, new { retired = true });
        await Until.True(
            async () => await shop.Ask<long>("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0 || retiring.IsCompleted,
            "retiring waits for the writer"
        );
        retiring.IsCompleted.ShouldBeFalse();
        await open.CommitAsync(TestContext.Current.CancellationToken);
        (await retiring).Status.ShouldBe(HttpStatusCode.NoContent);
        (await shop.Ask<string>("SELECT fields ->> 'mark' FROM retail.products")).ShouldBe("new");
        (
            await Should.ThrowAsync<PostgresException>(() => app.Tell(shop, """UPDATE retail.products SET fields = '{"mark":"newer"}'"""))
        ).ConstraintName.ShouldBe("fields_in_use");
        (await client.FieldsOf(product)).ShouldBe("{}");
    }

    [Fact]
    public async Task Who_adds_a_field_waits_for_who_adds_the_fiftieth_and_is_refused_by_name()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        for (var i = 0; i < 49; i++)
            await app.Tell(shop, FieldSteps.Row(shop, $"f{i}"));

        await using var writer = await app.Connect();
        await using var open = await writer.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Run(writer, $"SELECT set_config('app.tenant_id', '{shop.Tenant}', true)");
        await Run(writer, FieldSteps.Row(shop, "fiftieth"));
        var another = client.RefusedField(
            new
            {
                kind = "products",
                name = "Another",
                type = "text",
            }
        );
        await Until.True(
            async () =>
                await shop.Ask<long>("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'") > 0
                || another.IsCompleted,
            "who adds another waits for the writer"
        );
        another.IsCompleted.ShouldBeFalse();
        await open.CommitAsync(TestContext.Current.CancellationToken);
        (await another).ShouldBe("fields.too_many");
        (await shop.Ask<long>("SELECT count(*) FROM fields.fields WHERE retired_at IS NULL")).ShouldBe(50);
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
