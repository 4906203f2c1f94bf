using Niaga.Testing.Rows;
using Npgsql;

namespace Niaga.Isolation.Sql;

/// <summary>
/// Makes attempts on a database as the <c>app</c> role and judges them. The control runs first: each statement by the row's owner.
/// </summary>
internal sealed class AttackRunner : IAsyncDisposable
{
    /// <summary>Tables whose every row every business may read, as their manifests say: an address, or ids of what waits.</summary>
    public static readonly string[] ReadableByAll =
    [
        "platform.tenants",
        "platform.audit_pending",
        "platform.work_queue",
        "platform.removed_files",
        "platform.webhook_queue",
        "platform.verified_domains",
    ];

    /// <summary>What an attacker has set: nothing, an empty text, nonsense, a business of their own.</summary>
    private sealed record AttackerState(string Name, string? Tenant, string? Person);

    private readonly Dictionary<string, List<Answer>> controls = [];
    private readonly Party victim;
    private readonly Party attacker;
    private readonly string database;
    private readonly AttackerState[] stances;
    private Dictionary<string, Runner> runners = [];
    private NpgsqlConnection admin = null!;
    private Func<Task<string?>> fingerprint = null!;

    private AttackRunner(string database, Party victim, Party attacker)
    {
        (this.database, this.victim, this.attacker) = (database, victim, attacker);
        stances =
        [
            new("tenant unset", null, null),
            new("tenant empty", "", ""),
            new("tenant malformed", "' OR true --", "x"),
            new("another tenant", attacker.Tenant.ToString(), attacker.Person.ToString()),
        ];
    }

    public Catalog Catalog { get; private set; } = null!;

    public NpgsqlConnection Admin => admin;

    /// <summary>How many attempts were made, controls not counted.</summary>
    public int Made { get; private set; }

    public static async Task<AttackRunner> On(string database, IsolationDatabase arena)
    {
        var assault = new AttackRunner(database, arena.A, arena.B) { admin = await IsolationDatabase.Connect("postgres", database) };
        assault.Catalog = await Catalog.Read(assault.admin);
        assault.fingerprint = await assault.admin.Prepare(Fingerprint.Of(assault.Catalog, arena.B.Tenant));
        // One connection each: what was never set on a connection stays unset only if nobody else uses it.
        foreach (var stance in assault.stances)
            assault.runners[stance.Name] = new(await IsolationDatabase.Connect("niaga_app", database));
        assault.runners["control"] = new(await IsolationDatabase.Connect("niaga_app", database));
        return assault;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in runners.Values)
            await runner.DisposeAsync();
        await admin.DisposeAsync();
        runners = [];
    }

    /// <summary>Every attempt on one table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="untilFirst">Stop at the first that got through.</param>
    /// <returns>What got through, in words; empty when the lock holds.</returns>
    public async Task<List<string>> Attack(DbTable table, bool untilFirst = false)
    {
        var attempts = await new Attempts(Catalog, new(Catalog, admin)).On(table, attacker.Tenant, victim.Tenant);
        var control = await Control(table);
        var before = untilFirst ? null : await fingerprint();
        var through = new List<string>();
        foreach (var stance in stances)
        {
            for (var i = 0; i < attempts.Count; i++)
            {
                Made++;
                var answer = await runners[stance.Name]
                    .Try(
                        attempts[i],
                        stance.Tenant,
                        stance.Person,
                        commit: true,
                        attempts[i].Act == "select for update" ? NotLocked(table) : null
                    );
                if (Wrong(attempts[i], stance, answer, control[i]) is { } wrong)
                    through.Add($"{stance.Name}: {attempts[i]}: {wrong}");
                if (untilFirst && through.Count > 0)
                    return through;
            }
            // Once for all attempts of one stance on one table: it reads every table, thousands of times it took minutes.
            if (before is not null && await fingerprint() is var after && after != before)
            {
                through.Add($"{stance.Name}: {table.Name}: an attempt changed rows of another business");
                before = after;
            }
        }
        return through;
    }

    /// <summary>
    /// The same statements by the business whose rows they are about: each works, or is refused for a reason that is not the tenant.
    /// </summary>
    private async Task<List<Answer>> Control(DbTable table)
    {
        if (controls.TryGetValue(table.Name, out var known))
            return known;

        var answers = new List<Answer>();
        foreach (var attempt in await new Attempts(Catalog, new(Catalog, admin)).On(table, victim.Tenant, victim.Tenant))
        {
            var answer = await runners["control"].Try(attempt, attempt.Owner.ToString(), victim.Person.ToString(), commit: false);
            var expected =
                answer.Error is null or "42501" or "23514"
                || (answer.Error == "0A000" && attempt.Act == "copy")
                || (answer.Error == "23503" && attempt.Act is "delete" or "move here" or "move there");
            if (!expected)
                throw new InvalidOperationException($"The suite's own statement is wrong: {attempt}: {answer.Error} {answer.Message}");
            if (answer.Error is null && attempt.Act is "select" && answer.Tenants.Count == 0)
                throw new InvalidOperationException($"{table.Name} has no row of the victim.");

            answers.Add(answer);
        }
        return controls[table.Name] = answers;
    }

    private string? Wrong(Attempt attempt, AttackerState stance, Answer answer, Answer control)
    {
        var readable = attempt.Act is "select" or "copy" && ReadableByAll.Contains(attempt.Table.Name);
        if (answer.Error is { } error)
        {
            if (error is "42501" or "42704" or "22P02")
                return null;
            if (error == "23503" && attempt.Act == "attach")
                return null;
            if (error == "0A000" && attempt.Act == "copy")
                return null;

            return error == control.Error ? null : $"refused, but not by the tenant's lock: {error} {answer.Message}";
        }
        if (answer.Locked)
            return "locked another business's rows";
        if (attempt.Way is Way.Query or Way.CopyOut)
        {
            if (readable)
                return null;
            if (answer.Tenants.Any(t => t != stance.Tenant))
                return "saw another business's rows";

            return stance.Tenant == attacker.Tenant.ToString() ? null : "answered without a tenant instead of failing";
        }
        return attempt.Act is "truncate" || attempt.Way == Way.CopyIn || answer.Affected > 0 ? $"done ({answer.Affected} rows)" : null;
    }

    /// <summary>Asks from another connection whether the victim's rows are free while the attempt's transaction is still open.</summary>
    private Func<Task<bool>> NotLocked(DbTable table) =>
        async () =>
            await admin.One($"SELECT count(*) FROM {table.Name} WHERE tenant_id = '{victim.Tenant}'")
            == await admin.One(
                $"SELECT count(*) FROM (SELECT 1 FROM {table.Name} WHERE tenant_id = '{victim.Tenant}' FOR UPDATE SKIP LOCKED) free"
            );
}
