using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Niaga.Contract;
using Niaga.Host.Database;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Host.Backups;

/// <summary>
/// Makes a business's rows what their copies say, in one transaction: all of it or nothing, with the audit line that says so. Constraints,
/// foreign keys and row security hold; triggers that would work out or refuse what stands in the rows already are quiet.
/// </summary>
internal sealed class RestoreRows(NpgsqlConnection here, TenantId tenant, IReadOnlyList<RestoredTable> tables)
{
    /// <param name="Tables">What was done to each.</param>
    /// <param name="Then">Hash of all replaced rows of then.</param>
    /// <param name="Now">Hash of the same rows here, afterwards: the same.</param>
    /// <param name="Others">How many other businesses were looked at before and after.</param>
    internal sealed record Result(IReadOnlyList<TableRestored> Tables, string Then, string Now, int Others);

    private IEnumerable<RestoredTable> Taken => tables.Where(t => t.As != RestoredAs.Skipped);

    /// <summary>What would be done.</summary>
    public async Task<IReadOnlyList<TableRestored>> Plan(CancellationToken cancel)
    {
        var plan = new List<TableRestored>();
        foreach (var table in tables)
        {
            if (table.As == RestoredAs.Skipped)
            {
                plan.Add(new(table.Name, table.As, 0, 0, 0, 0, 0));
                continue;
            }
            var n = (await RestoreCopies.Ask(here, new RestoreSql(table).Counts, cancel, tenant.Value))[0];
            plan.Add(new(table.Name, table.As, (long)n[0]!, (long)n[1]!, (long)n[2]!, (long)n[3]!, (long)n[4]!));
        }
        return plan;
    }

    /// <summary>Rows that differ, then and now, at most so many; personal values as hashes.</summary>
    public async Task<IReadOnlyList<(string Table, string? Then, string? Now)>> Changes(int most, CancellationToken cancel)
    {
        var found = new List<(string, string?, string?)>();
        foreach (var table in Taken.Where(t => t.As is RestoredAs.Replaced or RestoredAs.Highest))
        {
            if (found.Count >= most)
                break;

            foreach (
                var row in await RestoreCopies.Ask(here, new RestoreSql(table).Changes, cancel, tenant.Value, (long)(most - found.Count))
            )
                found.Add((table.Name, (string?)row[0], (string?)row[1]));
        }
        return found;
    }

    /// <exception cref="PrerequisiteMissing">Then and now do not go together; nothing was changed.</exception>
    public async Task<Result> Apply(RestoreJournal journal, CancellationToken cancel)
    {
        await using var transaction = await RestoreCopies.Begin(here, tenant, cancel);
        await RestoreCopies.Run(here, "SET CONSTRAINTS ALL DEFERRED", cancel);
        await RestoreCopies.Ask(here, "SELECT set_config('app.loading', $1, true)", cancel, tenant.ToString());
        var plan = await Plan(cancel);
        var others = await Others(transaction, cancel);
        var done = new List<TableRestored>();
        var doing = "";
        try
        {
            doing = "what came later";
            await TakeLater(cancel);
            // What stands alone comes last: triggers of other tables may have written it already.
            foreach (var table in Taken.Reverse().OrderBy(t => t.As == RestoredAs.Merged && t.Pointed.Count == 0 && !t.Points))
            {
                doing = table.Name;
                await Put(table, cancel);
            }
            // What was taken away in the last minutes and is back now must not leave the store.
            await RestoreCopies.Run(
                here,
                "DELETE FROM platform.removed_files r USING platform.files f WHERE f.tenant_id = $1 AND f.object_id = r.object_id",
                cancel,
                tenant.Value
            );
            var (then, now, tablesDone) = await Compare(plan, cancel);
            done.AddRange(tablesDone);
            if (then != now)
                throw new PrerequisiteMissing("After the restore rows differ from those of then. Nothing was changed.");
            var after = await Others(transaction, cancel);
            if (!others.SequenceEqual(after))
                throw new PrerequisiteMissing("The restore would have changed another business. Nothing was changed.");
            await Note(journal, done, then, now, cancel);
            await RestoreCopies.Ask(here, "SELECT set_config('app.loading', '', true)", cancel);
            doing = "the commit";
            await transaction.CommitAsync(cancel);
            return new(done, then, now, others.Count);
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("23", StringComparison.Ordinal) || e.SqlState == "P0001")
        {
            // Its detail may hold what the row says.
            throw new PrerequisiteMissing(
                $"The rows of then and what was written since do not go together in {doing} ({e.ConstraintName ?? e.MessageText}). "
                    + "Nothing was changed."
            );
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable)
        {
            throw new PrerequisiteMissing($"Somebody else was writing to {doing} at the same moment. Nothing was changed: run it again.");
        }
    }

    /// <summary>A part stays with what it is a part of, where that stays: looked at again until nothing more stays.</summary>
    private async Task TakeLater(CancellationToken cancel)
    {
        await RestoreCopies.Run(here, $"CREATE UNLOGGED TABLE {RestoreSql.Needed} (tbl text, key text, PRIMARY KEY (tbl, key))", cancel);
        for (var known = 0; ; )
        {
            await RestoreCopies.Run(here, "SAVEPOINT looking", cancel);
            var (names, keys) = (new List<string>(), new List<string>());
            foreach (var sql in Taken.Where(t => t.As == RestoredAs.Replaced).Select(t => (t.Name, Sql: new RestoreSql(t))).ToArray())
            {
                while (await RestoreCopies.Run(here, sql.Sql.TakeLater, cancel, tenant.Value) > 0) { }
                foreach (var row in await RestoreCopies.Ask(here, sql.Sql.LaterKeys, cancel, tenant.Value))
                {
                    names.Add(sql.Name);
                    keys.Add((string)row[0]!);
                }
            }
            if (keys.Count == known)
                return;

            known = keys.Count;
            await RestoreCopies.Run(here, "ROLLBACK TO SAVEPOINT looking", cancel);
            await RestoreCopies.Run(
                here,
                $"INSERT INTO {RestoreSql.Needed} SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING",
                cancel,
                names.ToArray(),
                keys.ToArray()
            );
        }
    }

    private async Task Put(RestoredTable table, CancellationToken cancel)
    {
        var sql = new RestoreSql(table);
        var change = table.As switch
        {
            RestoredAs.Replaced => sql.Change,
            RestoredAs.Highest => sql.Raise,
            _ => null,
        };
        if (change is not null)
            await RestoreCopies.Run(here, change, cancel, tenant.Value);
        await RestoreCopies.Run(here, table.As == RestoredAs.Merged ? sql.AddWhereFree : sql.Add, cancel, tenant.Value);
    }

    private async Task<(string Then, string Now, IReadOnlyList<TableRestored> Tables)> Compare(
        IReadOnlyList<TableRestored> plan,
        CancellationToken cancel
    )
    {
        var (then, now, done) = (new StringBuilder(), new StringBuilder(), new List<TableRestored>());
        foreach (var planned in plan)
        {
            var table = tables.Single(t => t.Name == planned.Table);
            if (table.As != RestoredAs.Replaced)
            {
                done.Add(planned);
                continue;
            }
            var sql = new RestoreSql(table);
            var hashes = await RestoreCopies.Ask(here, sql.Hashes, cancel, tenant.Value);
            then.Append(table.Name).Append((string)hashes[0][0]!).Append('\n');
            now.Append(table.Name).Append((string)hashes[1][0]!).Append('\n');
            var left = (await RestoreCopies.Ask(here, sql.Counts, cancel, tenant.Value))[0];
            done.Add(planned with { Needed = (long)left[4]! });
        }
        return (Hash(then), Hash(now), done);
    }

    /// <summary>Two other businesses, all their rows: in this transaction nobody but it changes them.</summary>
    private async Task<IReadOnlyList<string>> Others(NpgsqlTransaction transaction, CancellationToken cancel)
    {
        var ids = await RestoreCopies.Ask(
            here,
            "SELECT tenant_id FROM platform.tenants WHERE tenant_id <> $1 ORDER BY tenant_id LIMIT 2",
            cancel,
            tenant.Value
        );
        var hashes = new List<string>();
        foreach (var id in ids.Select(r => (Guid)r[0]!))
        {
            await RestoreCopies.See(here, transaction, new(id), cancel);
            var text = new StringBuilder();
            foreach (var table in tables)
                text.Append((string)(await RestoreCopies.Ask(here, new RestoreSql(table).HashOfAll, cancel, id))[0][0]!).Append('\n');
            hashes.Add(Hash(text));
        }
        await RestoreCopies.See(here, transaction, tenant, cancel);
        return hashes;
    }

    private async Task Note(RestoreJournal journal, IReadOnlyList<TableRestored> done, string then, string now, CancellationToken cancel)
    {
        var text = JsonSerializer.Serialize(
            new
            {
                to = journal.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                back = journal.Began.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                hashThen = then,
                hashNow = now,
                rows = done.Where(t => t.Lacking + t.Changed + t.Later > 0)
                    .ToDictionary(
                        t => t.Table,
                        t => $"+{t.Lacking} ~{t.Changed} -{(t.As == RestoredAs.Replaced ? t.Later - t.Needed : 0)}"
                    ),
            },
            JsonSerializerOptions.Web
        );
        await RestoreCopies.Run(
            here,
            """
            INSERT INTO platform.audit_entries (tenant_id, entry_id, at, channel, action, subject, subject_id, after)
            VALUES ($1, $2, clock_timestamp(), 'operator', 'platform.business_restored', 'platform.business', $1::text, $3)
            """,
            cancel,
            tenant.Value,
            journal.Id,
            text
        );
        await RestoreCopies.Run(here, "INSERT INTO platform.audit_pending VALUES ($1, $2)", cancel, tenant.Value, journal.Id);
    }

    private static string Hash(StringBuilder text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}
