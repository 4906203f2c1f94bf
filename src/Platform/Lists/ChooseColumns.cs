using System.Text.RegularExpressions;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Platform.Lists;

/// <summary>Which columns of a list its reader sees from now on. Theirs alone, so it stands in no audit log.</summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
public sealed partial class ChooseColumns(TenantSession session, Caller caller) : UseCase<ChooseColumns, ChooseColumns.Input, Done>
{
    private const int Most = 100;

    /// <param name="List">Key of the list.</param>
    /// <param name="Hidden">Keys of the columns to leave out; none shows all of them.</param>
    public sealed record Input(string? List, IReadOnlyCollection<string?> Hidden);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (input.List is not { Length: <= 60 } list || !ListKey().IsMatch(list))
            return PlatformErrors.Invalid(nameof(input.List));
        if (input.Hidden.Count > Most || input.Hidden.Any(key => key is null || !ColumnKey().IsMatch(key)))
            return PlatformErrors.Invalid(nameof(input.Hidden));

        await using var write = new NpgsqlCommand(
            input.Hidden.Count == 0
                ? "DELETE FROM platform.list_columns WHERE tenant_id = $1 AND person_id = $2 AND list = $3 AND $4::text[] IS NOT NULL"
                : """
                INSERT INTO platform.list_columns AS c (tenant_id, person_id, list, hidden) VALUES ($1, $2, $3, $4)
                ON CONFLICT (tenant_id, person_id, list) DO UPDATE SET hidden = excluded.hidden
                    WHERE c.hidden <> excluded.hidden
                """,
            session.Connection
        )
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<Guid> { TypedValue = caller.Person!.Value.Value },
                new NpgsqlParameter<string> { TypedValue = list },
                new NpgsqlParameter<string[]> { TypedValue = [.. input.Hidden.Select(key => key!).Distinct()] },
            },
        };
        await write.ExecuteNonQueryAsync(cancel);
        return default(Done);
    }

    [GeneratedRegex(@"^[a-z_]+(\.[a-z_]+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ListKey();

    [GeneratedRegex(@"^[a-z_]{1,24}(\.[a-z0-9_]{1,40})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnKey();
}
