using Niaga.Host.Commands;
using Niaga.Host.Database;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Deployments;

/// <summary>The databases operators have: each is used, or refused with a sentence that says what to do.</summary>
public sealed class OperatorsDatabaseTests(OwnServer server) : IClassFixture<OwnServer>
{
    [Theory]
    [InlineData("", "")] // a fresh server
    [InlineData("CREATE DATABASE niaga", "")] // an empty database of the administrator's
    [InlineData("CREATE ROLE somebody;\nCREATE DATABASE niaga OWNER somebody", "")] // one that belongs to another role
    [InlineData("", "kedai")] // a connection string that names a database which is not there
    [InlineData("CREATE ROLE app LOGIN;\nCREATE ROLE owner", "")] // other programs' roles
    public async Task Is_used(string before, string name)
    {
        await server.Empty();
        await server.Run(before);
        var connections = await new DatabaseSettings(server.As("postgres", Password, name)).Prepare(Cancel);
        var ran = await new Migrator(Host.Modules.Find(), connections.Migrator).Migrate(Cancel);
        ran.Count.ShouldBeGreaterThan(10);
        connections.App.ShouldContain($"Database={(name.Length > 0 ? name : "niaga")}");
        connections.App.ShouldContain("Username=niaga_app");
    }

    [Fact]
    public async Task Is_used_by_an_administrator_who_is_no_superuser()
    {
        await server.Empty();
        await server.Run("CREATE ROLE boss LOGIN CREATEROLE CREATEDB PASSWORD 'boss'");
        var settings = new DatabaseSettings(server.As("boss", "boss"));
        await new Migrator(Host.Modules.Find(), (await settings.Prepare(Cancel)).Migrator).Migrate(Cancel);
        // And again, as every start does.
        await settings.Prepare(Cancel);
    }

    [Theory]
    [InlineData("Host=db.example.invalid", "is on another machine, and SslMode=Prefer lets whoever stands between read it")]
    [InlineData("Host=db.example.invalid;SSL Mode=Require", "is on another machine, and SslMode=Require")]
    [InlineData("Host=127.0.0.1:5432,192.0.2.7", "is on another machine")]
    [InlineData("Host=db.example.invalid;SSL Mode=VerifyFull", "cannot be reached")]
    [InlineData("Host=localhost,127.0.0.1:1,[::1]:1;Port=1", "cannot be reached")]
    public async Task On_another_machine_it_is_reached_encrypted_or_not_at_all(string connection, string sentence)
    {
        foreach (
            var settings in new DatabaseSettings[]
            {
                new(connection + ";Username=postgres;Password=p;Timeout=2"),
                new(null, connection + ";Username=a;Password=p;Timeout=2", connection + ";Username=m;Password=p;Timeout=2"),
            }
        )
            (await Should.ThrowAsync<Host.Database.PrerequisiteMissing>(() => settings.Prepare(Cancel))).Message.ShouldContain(sentence);
    }

    [Theory]
    [InlineData(
        "CREATE ROLE somebody;\nCREATE DATABASE niaga OWNER somebody;\nCREATE ROLE boss LOGIN CREATEROLE PASSWORD 'boss'",
        "boss",
        "boss",
        "Run as \"somebody\": GRANT CREATE, CONNECT ON DATABASE \"niaga\" TO niaga_owner"
    )]
    [InlineData(
        "CREATE ROLE boss LOGIN PASSWORD 'boss'",
        "boss",
        "boss",
        "Have an administrator run what ./niaga database --print-sql --name niaga prints"
    )]
    [InlineData("CREATE ROLE niaga_app LOGIN", "postgres", "", "a role \"niaga_app\" that Niaga did not make")]
    [InlineData("", "postgres", "wrong", "refuses the user or the password of NIAGA_DATABASE")]
    public async Task Is_refused_in_a_sentence(string before, string user, string password, string sentence)
    {
        await server.Empty();
        await server.Run(before);
        var (code, said) = await server.Command(
            ["migrate"],
            ("NIAGA_DATABASE", server.As(user, password.Length > 0 ? password : Password))
        );
        code.ShouldBe(1);
        said.ShouldContain(sentence);
        said.Trim().ShouldNotContain("\n");
    }

    [Fact]
    public async Task What_an_administrator_ran_by_hand_is_enough()
    {
        await server.Empty();
        await server.Run(DatabaseCommand.Sql("kedai", "one", "two"));
        (string, string)[] environment =
        [
            ("NIAGA_DATABASE_APP", server.As(DatabaseRoles.App, "one", "kedai")),
            ("NIAGA_DATABASE_MIGRATOR", server.As(DatabaseRoles.Migrator, "two", "kedai")),
        ];
        var (code, said) = await server.Command(["migrate"], environment);
        said.ShouldContain("The database is at this version.");
        code.ShouldBe(0);
        (await server.Command(["tenant", "list"], environment)).Code.ShouldBe(0);
        var half = await server.Command(["migrate"], environment[0]);
        half.Said.Trim().ShouldBe("NIAGA_DATABASE_MIGRATOR is not set: NIAGA_DATABASE_APP and NIAGA_DATABASE_MIGRATOR go together.");
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("seed")]
    [InlineData("audit verify")]
    [InlineData("tenant list")]
    [InlineData("run --port 1")]
    public async Task A_command_without_its_database_ends_with_one_sentence(string command)
    {
        foreach (
            var (database, sentence) in new[]
            {
                ("Host=127.0.0.1;Port=1;Username=a;Password=b", "cannot be reached"),
                ("no such thing", "is not a connection string"),
            }
        )
        {
            var (code, said) = await server.Command(command.Split(' '), ("NIAGA_DATABASE", database));
            code.ShouldBe(1);
            said.ShouldContain(sentence);
            said.Trim().ShouldNotContain("\n");
            (await server.Command([.. command.Split(' '), "--verbose"], ("NIAGA_DATABASE", database))).Said.ShouldContain("   at ");
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Password => new Npgsql.NpgsqlConnectionStringBuilder(server.Admin).Password!;
}
