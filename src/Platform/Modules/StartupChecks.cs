using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Modules;

/// <summary>
/// What must hold before a single request is served: manifests that agree with each other, with the texts, with the database and
/// with the endpoints. Each complaint names the line that is wrong.
/// </summary>
internal sealed class StartupChecks(ModuleCatalog modules, TextCatalog texts, Databases databases)
{
    public IReadOnlyList<string> Manifests() =>
        [
            .. Twice("module", modules.Manifests.Select(m => m.Key)),
            .. Twice("industry", modules.Industries.Select(i => i.Key)),
            .. Twice("navigation entry", modules.Manifests.SelectMany(m => m.Navigation).Select(n => n.Key)),
            .. Twice("link", modules.Manifests.SelectMany(m => m.Links).Select(l => l.Key)),
            .. Twice("search source", modules.Manifests.SelectMany(m => m.Search).Select(s => s.Key)),
            .. Twice("report", modules.Manifests.SelectMany(m => m.Reports).Select(r => r.Path)),
            .. Twice("import", modules.Manifests.SelectMany(m => m.Imports).Select(i => i.Key)),
            .. Twice("widget", modules.Manifests.SelectMany(m => m.Widgets).Select(w => w.Key)),
            .. Twice("event", modules.Manifests.SelectMany(m => m.Events).Select(e => e.Key)),
            .. Twice("kind of notification", modules.Manifests.SelectMany(m => m.Notifications).Select(k => k.Key)),
            .. modules
                .Manifests.SelectMany(m => m.Notifications)
                .Where(k => k.Permission is { } asked && !modules.Declares(asked))
                .Select(k => $"notification {k.Key} asks for {k.Permission}, which no manifest declares"),
            .. Twice("kind of work", modules.Manifests.SelectMany(m => m.Work).Select(w => w.Kind)),
            .. Twice("schedule", modules.Schedules.Select(s => s.Key)),
            .. modules.Manifests.SelectMany(Prefixes),
            .. modules
                .Manifests.SelectMany(m => m.Permissions)
                .SelectMany(p =>
                    p.Implies.Where(i => !modules.Declares(i)).Select(i => $"permission {p.Key} implies {i}, which no manifest declares")
                ),
            .. modules
                .Manifests.SelectMany(m => m.Permissions)
                .SelectMany(p =>
                    p.DefaultRoles.Where(r => !BuiltInRoles.All.Contains(r))
                        .Select(r => $"permission {p.Key} names the role {r}, which does not exist")
                ),
            .. Twice("role", modules.Roles.Select(r => r.Key)),
            .. modules
                .Manifests.SelectMany(m => m.Roles)
                .SelectMany(r =>
                    r.Permissions.Where(p => !modules.Declares(p)).Select(p => $"role {r.Key} holds {p}, which no manifest declares")
                ),
            .. modules.Manifests.SelectMany(m =>
                m.SecurityEvents.Where(e => !m.AuditedEvents.Contains(e.Name))
                    .Select(e => $"security event {e.Name} is not among the audited events of {m.Key}")
            ),
            .. modules
                .Manifests.SelectMany(m => m.Navigation)
                .Where(n => !modules.Declares(n.Permission))
                .Select(n => $"navigation entry {n.Key} asks for {n.Permission}, which no manifest declares"),
            .. modules
                .Manifests.SelectMany(m => m.Events)
                .Where(e => !modules.Declares(e.Permission))
                .Select(e => $"event {e.Key} asks for {e.Permission}, which no manifest declares"),
            .. modules
                .Manifests.SelectMany(m => m.Links)
                .Where(l => !modules.Declares(l.Permission))
                .Select(l => $"link {l.Key} asks for {l.Permission}, which no manifest declares"),
            .. modules
                .Manifests.SelectMany(m => m.Search)
                .SelectMany(s =>
                    s.Permissions.Where(p => !modules.Declares(p))
                        .Select(p => $"search source {s.Key} asks for {p}, which no manifest declares")
                ),
            .. modules
                .Manifests.SelectMany(m => m.Search)
                .Where(s => !s.Source.IsAssignableTo(typeof(ISearchSource)))
                .Select(s => $"search source {s.Key} names {s.Source.Name}, which is no ISearchSource"),
            .. modules.Manifests.SelectMany(m => m.Tables.SelectMany(t => Sought(m, t))),
            .. modules.Manifests.SelectMany(m => m.Reports).SelectMany(Wrong),
            .. modules
                .Manifests.SelectMany(m => m.Imports)
                .SelectMany(i =>
                    i.Columns.Select(c => c.Permission)
                        .OfType<string>()
                        .Append(i.Permission)
                        .Where(p => !modules.Declares(p))
                        .Select(p => $"import {i.Key} asks for {p}, which no manifest declares")
                ),
            .. modules
                .Manifests.SelectMany(m => m.Widgets)
                .Where(w => !modules.Declares(w.Permission))
                .Select(w => $"widget {w.Key} asks for {w.Permission}, which no manifest declares"),
            .. modules
                .Manifests.SelectMany(m => m.FirstSteps)
                .Where(s => !modules.Declares(s.Permission))
                .Select(s => $"first step {s.Key} asks for {s.Permission}, which no manifest declares"),
            .. modules
                .Manifests.SelectMany(m => m.FirstSteps.SelectMany(s => s.DoneBy.Select(f => (Step: s.Key, f.Table))))
                .Where(f => !Tables().Contains(f.Table))
                .Select(f => $"first step {f.Step} looks at {f.Table}, which no manifest declares per business"),
            .. modules
                .Schedules.Where(s => !modules.WorkKinds.ContainsKey(s.Kind))
                .Select(s => $"schedule {s.Key} starts {s.Kind}, which no manifest declares"),
            .. RetentionChecks.Manifests(modules),
            .. texts.Missing().Select(t => $"text missing in {t}"),
            .. Named().Where(key => !texts.Has(key)).Select(key => $"text missing: {key}"),
        ];

    public static IReadOnlyList<string> Endpoints(IEnumerable<Endpoint> endpoints, ModuleCatalog modules)
    {
        var complaints = new List<string>();
        foreach (var endpoint in endpoints)
        {
            if (!NoAccessCheckAttribute.IsGated(endpoint))
                continue;

            var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? endpoint.DisplayName;
            var needs = endpoint.Metadata.GetMetadata<NeedsAttribute>();
            if (needs is not null && !modules.Declares(needs.Permission))
                complaints.Add($"endpoint {route} needs {needs.Permission}, which no manifest declares");
            if (
                needs is null
                && endpoint.Metadata.GetMetadata<PublicAccessAttribute>() is null
                && endpoint.Metadata.GetMetadata<SignedInAttribute>() is null
            )
            {
                complaints.Add($"endpoint {route} says neither which permission it needs nor that it is public");
            }
        }
        return complaints;
    }

    public async Task<IReadOnlyList<string>> Database(CancellationToken cancel)
    {
        var complaints = new List<string>();
        await using (
            var role = databases.Shared.CreateCommand(
                """
                SELECT rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_class c
                WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p', 'v', 'm')), current_user FROM pg_roles r
                WHERE rolname = current_user
                """
            )
        )
        await using (var row = await role.ExecuteReaderAsync(cancel))
        {
            await row.ReadAsync(cancel);
            var name = row.GetString(3);
            if (row.GetBoolean(0))
                complaints.Add($"the database role {name} is a superuser");
            if (row.GetBoolean(1))
                complaints.Add($"the database role {name} can bypass row-level security");
            if (row.GetBoolean(2))
                complaints.Add($"the database role {name} owns a table");
        }
        await using var command = databases.Shared.CreateCommand(
            """
            SELECT n.nspname, c.relname, c.relrowsecurity AND c.relforcerowsecurity,
                EXISTS (SELECT FROM pg_policy p
                    WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd = '*'
                    AND pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid)
                    AND pg_get_expr(p.polqual, c.oid) = '(tenant_id = (current_setting(''app.tenant_id''::text))::uuid)'),
                (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive),
                has_table_privilege(current_user, c.oid, 'TRUNCATE')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1)
            """
        );
        command.Parameters.AddWithValue(modules.Manifests.Select(m => m.Schema).Distinct().ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancel))
        {
            var (schema, table) = (rows.GetString(0), rows.GetString(1));
            found.Add($"{schema}.{table}");
            var declared = modules.Manifests.Where(m => m.Schema == schema).SelectMany(m => m.Tables).FirstOrDefault(t => t.Name == table);
            if (declared is null)
                complaints.Add($"table {schema}.{table} stands in no manifest, so it has no retention rule");
            else if (declared.SharedBecause is null && !rows.GetBoolean(2))
                complaints.Add($"table {schema}.{table} is per tenant but lacks forced row-level security");
            else if (declared.SharedBecause is null && (!rows.GetBoolean(3) || rows.GetInt64(4) != 1))
                complaints.Add($"table {schema}.{table} does not carry the one plain tenant policy");
            if (rows.GetBoolean(5))
                complaints.Add($"table {schema}.{table} may be truncated by the application");
        }
        complaints.AddRange(
            modules
                .Manifests.SelectMany(m => m.Tables.Select(t => $"{m.Schema}.{t.Name}"))
                .Where(t => !found.Contains(t))
                .Select(t => $"table {t} stands in a manifest but not in the database")
        );
        complaints.AddRange(await PersonalColumns(cancel));
        complaints.AddRange(await RetentionChecks.Database(databases, modules, cancel));
        return complaints;
    }

    /// <summary>Nobody is looked for by what is sensitive: a keyed hash tells who is alike, a list who is what.</summary>
    private static IEnumerable<string> Sought(Manifest module, Table table) =>
        table.Sensitive.SelectMany(column =>
        {
            var name = $"{module.Schema}.{table.Name}.{column}";
            return new[]
            {
                table.PlainBecause is null ? null : $"sensitive column {name} must be encrypted",
                table.Keys.Any(k => k == column || k.StartsWith(column + "_", StringComparison.Ordinal))
                    ? $"sensitive column {name} must not be found by a key"
                    : null,
            }.OfType<string>();
        });

    private async Task<IEnumerable<string>> PersonalColumns(CancellationToken cancel)
    {
        await using var command = databases.Shared.CreateCommand(
            """
            SELECT n.nspname, c.relname, a.attname, a.atttypid = 'bytea'::regtype,
                has_column_privilege(c.oid, a.attnum, 'UPDATE'),
                EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey))
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped
            """
        );
        command.Parameters.AddWithValue(modules.Manifests.Select(m => m.Schema).Distinct().ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new Dictionary<string, (bool Encrypted, bool Turns, bool Indexed)>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancel))
            found[$"{rows.GetString(0)}.{rows.GetString(1)}.{rows.GetString(2)}"] = (
                rows.GetBoolean(3),
                rows.GetBoolean(4),
                rows.GetBoolean(5)
            );
        return modules
            .Manifests.SelectMany(m =>
                m.Tables.SelectMany(t => t.Personal.Select(c => (Column: $"{m.Schema}.{t.Name}.{c}", Plain: t.PlainBecause is not null)))
            )
            .Select(c =>
                !found.TryGetValue(c.Column, out var it) ? $"personal column {c.Column} stands in a manifest but not in the database"
                : it.Indexed && modules.Sensitive.Contains(c.Column) ? $"sensitive column {c.Column} must have no index"
                : it.Encrypted && !it.Turns ? $"no key can turn for {c.Column}: its migration must CALL platform.reencryptable"
                : !it.Encrypted && !c.Plain ? $"personal column {c.Column} is not encrypted and its manifest does not say why"
                : null
            )
            .OfType<string>();
    }

    private IEnumerable<string> Wrong(Report report) =>
        report
            .Columns.Select(c => c.Permission)
            .OfType<string>()
            .Append(report.Permission)
            .Append(report.ExportPermission)
            .Where(p => !modules.Declares(p))
            .Select(p => $"report {report.Key} asks for {p}, which no manifest declares")
            .Concat(
                report
                    .Columns.SelectMany(c => c.Of is { } of ? new[] { of.Above, of.Below } : [])
                    .Append(report.Main)
                    .Where(k => !report.Columns.Any(c => c.Key == k && c.IsFigure))
                    .Select(k => $"report {report.Key} works with {k}, which is no figure among its columns")
            );

    private HashSet<string> Tables() =>
        [.. modules.Manifests.SelectMany(m => m.Tables.Where(t => t.SharedBecause is null).Select(t => $"{m.Schema}.{t.Name}"))];

    private IEnumerable<string> Named() =>
        [
            .. modules.Industries.Select(i => "industry." + i.Key),
            .. modules.Manifests.Where(m => m.Permissions.Count > 0 || m.AuditedEvents.Count > 0).Select(m => "module." + m.Key),
            .. modules.Manifests.SelectMany(m => m.Permissions).Select(p => "permission." + p.Key),
            .. modules.Manifests.SelectMany(m => m.Navigation).SelectMany(n => new[] { "nav." + n.Key, $"nav.{n.Key}.words" }),
            .. modules.Manifests.SelectMany(m => m.Links).SelectMany(l => new[] { l.Text, $"link.{l.Key}.words" }),
            .. modules.Manifests.SelectMany(m => m.Search).Select(s => "search." + s.Key),
            .. modules
                .Manifests.SelectMany(m => m.Reports)
                .SelectMany(r =>
                    r.Columns.Where(c => c.Format != ReportFormat.Key)
                        .Select(r.TextOf)
                        .Concat(r.Columns.Select(c => c.Empty).OfType<string>())
                        .Concat([$"report.{r.Key}", $"report.{r.Key}.about", $"report.{r.Key}.words"])
                ),
            .. modules.Manifests.SelectMany(m => m.Imports).SelectMany(Texts),
            .. modules
                .Manifests.SelectMany(m => m.Notifications)
                .SelectMany(k =>
                    new[] { "notification." + k.Key, $"notification.{k.Key}.title", $"notification.{k.Key}.about" }.Concat(
                        k.Mail == ByMail.Never ? [] : k.Placeholders.Select(p => $"notification.{k.Key}.{p}")
                    )
                ),
            .. modules.Manifests.SelectMany(m => m.FirstSteps).SelectMany(s => new[] { "first." + s.Key, $"first.{s.Key}.about" }),
            .. modules.Manifests.SelectMany(m => m.Tour).SelectMany(s => new[] { "tour." + s.Key, $"tour.{s.Key}.about" }),
            .. modules.Manifests.SelectMany(m => m.AuditedEvents).Select(e => "audit." + e),
            .. modules.Manifests.SelectMany(m => m.Events).Select(e => "event." + e.Key),
            .. modules.Roles.Select(r => "role." + r.Key),
            .. RetentionChecks.Texts(modules),
        ];

    private static IEnumerable<string> Texts(ImportKind import) =>
        import
            .Columns.Select(c => c.TextOf(import.Key))
            .Concat(import.Columns.Select(c => c.Help).OfType<string>())
            .Concat(new[] { "", ".about", ".rules", ".records", ".template" }.Select(part => $"import.{import.Key}{part}"));

    private static IEnumerable<string> Prefixes(Manifest module) =>
        module
            .Permissions.Select(p => p.Key)
            .Concat(module.Roles.Select(r => r.Key))
            .Concat(module.Navigation.Select(n => n.Key))
            .Concat(module.Links.Select(l => l.Key))
            .Concat(module.Search.Select(s => s.Key))
            .Concat(module.Reports.Select(r => r.Key))
            .Concat(module.Imports.Select(i => i.Key))
            .Concat(module.AuditedEvents)
            .Concat(module.Events.Select(e => e.Key))
            .Concat(module.Notifications.Select(k => k.Key))
            .Concat(module.Work.Select(w => w.Kind))
            .Concat(module.Industries.Select(i => i.Key))
            .Where(key => !key.StartsWith(module.Schema + ".", StringComparison.Ordinal))
            .Select(key => $"{key} of module {module.Key} does not begin with {module.Schema}.");

    private static IEnumerable<string> Twice(string what, IEnumerable<string> keys) =>
        keys.GroupBy(k => k).Where(g => g.Count() > 1).Select(g => $"{what} {g.Key} is declared twice");
}
