using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Access;

/// <summary>
/// What every request asks: which business, in which state, who is a member with which rights, whose key is this. Kept in
/// memory and dropped exactly when it changes (<c>CacheInvalidationListener</c>); while notifications cannot arrive nothing is cached.
/// </summary>
internal sealed class AccessCache : IDisposable
{
    private const int MostTenants = 20_000;

    private readonly MemoryCache tenants = new(new MemoryCacheOptions { SizeLimit = MostTenants });
    private readonly ConcurrentDictionary<string, TenantId> bySlug = new(StringComparer.Ordinal);
    private readonly Databases databases;
    private readonly ModuleCatalog modules;
    private long generation;
    private volatile bool listening;

    public AccessCache(Databases databases, ModuleCatalog modules, AccessChanges changes)
    {
        (this.databases, this.modules) = (databases, modules);
        changes.Committed += Forget;
    }

    /// <summary>A business and what has been asked about its people so far.</summary>
    internal sealed record TenantAccess(
        TenantId Id,
        Slug Slug,
        string Status,
        FrozenSet<string> Entitlements,
        AccessPolicy Policy,
        FrozenDictionary<string, FrozenSet<string>> CustomRoles
    )
    {
        /// <summary>What it calls itself, as the frame shows it.</summary>
        internal string Name { get; init; } = "";

        internal Guid? LogoFileId { get; init; }

        /// <summary>The roles it made for itself, by name.</summary>
        internal IReadOnlyList<OwnRole> OwnRoles { get; init; } = [];

        /// <summary>Its own identity provider, or null.</summary>
        internal SsoRule? Sso { get; init; }

        internal ConcurrentDictionary<PersonId, Member?> Members { get; } = new();

        internal ConcurrentDictionary<string, ApiKeyIdentity> Keys { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>A role it made, with its permissions as ticked; what they imply comes with them.</summary>
    internal sealed record OwnRole(Guid Id, string Name, string[] Permissions);

    /// <summary>Somebody's place in the business: their role, what it may, and at which branches; null is all.</summary>
    internal sealed record Member(string Role, FrozenSet<string> Permissions, FrozenSet<Guid>? Branches)
    {
        /// <summary>What tells of the whole business, amounts and all: who works at some branches only has none of it.</summary>
        private static readonly string[] OfTheWhole = [PlatformPermissions.AuditView, PlatformPermissions.WebhooksManage];

        internal static Member Of(string role, FrozenSet<string> permissions, FrozenSet<Guid>? branches) =>
            branches is null || !permissions.Overlaps(OfTheWhole)
                ? new(role, permissions, branches)
                : new(role, permissions.Except(OfTheWhole).ToFrozenSet(StringComparer.Ordinal), branches);
    }

    /// <summary>The business at an address, or null.</summary>
    public async ValueTask<TenantAccess?> Find(Slug slug, CancellationToken cancel)
    {
        if (bySlug.TryGetValue(slug.Value, out var known))
            return await Find(known, cancel);

        await using var command = databases.Shared.CreateCommand("SELECT tenant_id FROM platform.tenants WHERE slug = $1");
        command.Parameters.AddWithValue(slug.Value);
        if (await command.ExecuteScalarAsync(cancel) is not Guid id)
            return null;
        // A slug never changes hands, so this needs no invalidation; it is bounded because it only grows with real businesses.
        bySlug[slug.Value] = new(id);
        return await Find(new TenantId(id), cancel);
    }

    /// <summary>The business by id, or null. The platform's own entry is no business.</summary>
    public async ValueTask<TenantAccess?> Find(TenantId tenant, CancellationToken cancel)
    {
        if (listening && tenants.TryGetValue(tenant, out TenantAccess? kept))
            return kept;
        if (tenant == TenantId.Platform)
            return null;

        var before = Interlocked.Read(ref generation);
        var found = await Read(tenant, cancel);
        if (found is not null && listening && Interlocked.Read(ref generation) == before)
        {
            tenants.Set(tenant, found, new MemoryCacheEntryOptions { Size = 1 });
            // A notification between the read and the caching found nothing to drop.
            if (Interlocked.Read(ref generation) != before)
                tenants.Remove(tenant);
        }
        return found;
    }

    /// <summary>The person's place in the business, or null when they have none.</summary>
    public async ValueTask<Member?> FindMember(TenantAccess tenant, PersonId person, CancellationToken cancel)
    {
        if (tenant.Members.TryGetValue(person, out var kept))
            return kept;

        await using var batch = Batch(
            tenant.Id,
            "SELECT role, branches FROM platform.memberships WHERE tenant_id = $1 AND person_id = $2 AND status = 'active'",
            person.Value
        );
        var member = await First(
            batch,
            row =>
                Member.Of(
                    row.GetString(0),
                    tenant.CustomRoles.TryGetValue(row.GetString(0), out var custom) ? custom : modules.PermissionsOf(row.GetString(0)),
                    row.IsDBNull(1) ? null : row.GetFieldValue<Guid[]>(1).ToFrozenSet()
                ),
            cancel
        );
        // Into the record that was current when it was asked: a notification replaces the record, and with it this answer.
        if (member is not null)
            tenant.Members[person] = member;
        return member;
    }

    /// <summary>
    /// Whose key it is, or null when it is unknown, revoked, or made by somebody who is no active member. The caller checks the expiry.
    /// </summary>
    public async ValueTask<ApiKeyIdentity?> FindKey(TenantAccess tenant, KeySecret secret, CancellationToken cancel)
    {
        var hash = secret.Hash();
        var name = Convert.ToBase64String(hash);
        if (tenant.Keys.TryGetValue(name, out var kept))
            return kept;

        await using var batch = Batch(
            tenant.Id,
            """
            SELECT k.key_id, k.person_id, k.expires_at, k.scope
            FROM platform.api_keys k
                JOIN platform.memberships m ON m.tenant_id = k.tenant_id AND m.person_id = k.person_id AND m.status = 'active'
            WHERE k.tenant_id = $1 AND k.secret_hash = $2 AND k.revoked_at IS NULL
            """,
            hash
        );
        var holder = await First(
            batch,
            row => new ApiKeyIdentity(
                row.GetGuid(0),
                new(row.GetGuid(1)),
                row.GetFieldValue<DateTimeOffset>(2),
                modules.WithImplied(row.GetFieldValue<string[]>(3))
            ),
            cancel
        );
        if (holder is not null)
            tenant.Keys[name] = holder;
        return holder;
    }

    /// <summary>Drops what is kept of one business.</summary>
    internal void Forget(TenantId tenant)
    {
        Interlocked.Increment(ref generation);
        tenants.Remove(tenant);
    }

    /// <summary>
    /// Drops what this node keeps of the session's business once its transaction commits: the next request here finds it changed. Other
    /// nodes hear it from the database.
    /// </summary>
    internal void ForgetAfter(TenantSession session)
    {
        var tenant = session.Tenant;
        session.AfterCommit(() => Forget(tenant));
    }

    /// <summary>Notifications arrive from now on, or no longer do; either way what was cached before may be stale.</summary>
    internal void Listening(bool now)
    {
        Interlocked.Increment(ref generation);
        listening = now;
        tenants.Clear();
    }

    public void Dispose() => tenants.Dispose();

    private async Task<TenantAccess?> Read(TenantId tenant, CancellationToken cancel)
    {
        await using var batch = Batch(
            tenant,
            """
            SELECT t.slug, t.status, coalesce((SELECT array_agg(e.key) FROM platform.entitlements e WHERE e.tenant_id = $1), '{}'),
                coalesce(p.second_factor_roles, '{}'), p.idle_minutes, p.absolute_minutes,
                coalesce((SELECT json_agg(json_build_object('Id', r.role_id, 'Name', r.name, 'Permissions', r.permissions) ORDER BY r.name)
                    FROM platform.roles r WHERE r.tenant_id = $1), '[]')::text,
                s.connection_id, s.version, s.enabled, coalesce((SELECT array_agg(d.domain) FROM platform.domains d
                    WHERE d.tenant_id = $1 AND d.sso_required), '{}'),
                coalesce(b.name, ''), b.logo_file_id
            FROM platform.tenants t LEFT JOIN platform.access_policies p ON p.tenant_id = $1 LEFT
                JOIN platform.sso_connections s ON s.tenant_id = $1
                LEFT JOIN platform.businesses b ON b.tenant_id = $1 WHERE t.tenant_id = $1
            """
        );
        return await First(batch, row => Make(tenant, row), cancel);
    }

    private TenantAccess Make(TenantId tenant, NpgsqlDataReader row)
    {
        var policy = new AccessPolicy(row.GetFieldValue<string[]>(3).ToFrozenSet(), Minutes(row, 4), Minutes(row, 5));
        var own = JsonSerializer.Deserialize<OwnRole[]>(row.GetString(6))!;
        var roles = own.ToFrozenDictionary(r => RoleKeys.Of(r.Id), r => modules.OfCustomRole(r.Permissions), StringComparer.Ordinal);
        return new(tenant, Slug.Parse(row.GetString(0)), row.GetString(1), row.GetFieldValue<string[]>(2).ToFrozenSet(), policy, roles)
        {
            Name = row.GetString(11),
            OwnRoles = own,
            LogoFileId = row.IsDBNull(12) ? null : row.GetGuid(12),
            Sso = row.IsDBNull(7)
                ? null
                : new(
                    row.GetGuid(7),
                    row.GetInt64(8),
                    row.GetBoolean(9),
                    row.GetFieldValue<string[]>(10).ToFrozenSet(StringComparer.Ordinal)
                ),
        };
    }

    private static TimeSpan? Minutes(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : TimeSpan.FromMinutes(row.GetInt32(column));

    private NpgsqlBatch Batch(TenantId tenant, string sql, params object[] more)
    {
        var batch = databases.Of(tenant).CreateBatch();
        batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new() { Value = tenant.ToString() } } });
        var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = tenant.Value } } };
        foreach (var value in more)
            command.Parameters.Add(new() { Value = value });
        batch.BatchCommands.Add(command);
        return batch;
    }

    private static async Task<T?> First<T>(NpgsqlBatch batch, Func<NpgsqlDataReader, T> make, CancellationToken cancel)
        where T : class
    {
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        return await rows.ReadAsync(cancel) ? make(rows) : null;
    }
}
