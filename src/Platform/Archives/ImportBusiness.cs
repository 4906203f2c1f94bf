using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Signing;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Platform.Archives;

/// <summary>
/// The operator brings a business in from its archive: as it was there, under an address of its own, or not at all. The scope's business is
/// the one it becomes: its own id, or a new one.
/// </summary>
[OperatorOnly]
internal sealed class ImportBusiness(
    TenantSession session,
    Databases databases,
    ModuleCatalog modules,
    SigningKey signing,
    SlugAvailability slugs,
    TenantFiles files,
    AuditTrail audit,
    IServiceProvider scope,
    TimeProvider clock
) : UseCase<ImportBusiness, ImportBusiness.Input, ImportBusiness.Imported>
{
    private const string FilesTable = "platform.files";
    private const string People = "platform.known_people";
    private const string Seals = "platform.audit_seals";

    /// <param name="Archive">Opened.</param>
    /// <param name="Slug">The address it gets.</param>
    /// <param name="Unsigned">Whether one of a deployment that is not known here is taken too.</param>
    public sealed record Input(ArchiveFile Archive, string? Slug, bool Unsigned);

    /// <param name="Slug">Its address.</param>
    /// <param name="Rows">How many came.</param>
    /// <param name="Files">How many came.</param>
    /// <param name="Elsewhere">How many people have another account here, found by their address.</param>
    public sealed record Imported(string Slug, long Rows, int Files, int Elsewhere);

    private sealed record Part(ArchivedTable Table, IReadOnlyList<ArchivedColumn> Columns, TableInArchive Archived);

    public override async Task<Outcome<Imported>> Run(Input input, CancellationToken cancel)
    {
        var manifest = input.Archive.Manifest;
        var address = await slugs.Check(input.Slug, cancel);
        if (address.Refusal is { } unusable)
            return unusable;
        if (address.Slug is not { } slug)
            return PlatformErrors.Required(nameof(input.Slug));
        if (RefuseSignature(input) is { } unsigned)
            return unsigned;
        if (await Exists(cancel) is { } known)
            return ArchiveErrors.BusinessExists(known);
        if (RefuseNewer(manifest, modules.LastMigrations) is { } newer)
            return newer;
        var (parts, unknown) = Parts(manifest, await ArchivedTables.Read(databases, modules, cancel));
        if (unknown is not null)
            return ArchiveErrors.UnknownPart(unknown);
        if (files.RefuseAllOf(manifest.Files.Sum(f => f.Bytes ?? 0)) is { } full)
            return full;

        try
        {
            var elsewhere = await Load(input.Archive, parts, slug, cancel);
            audit.Record(
                "platform.business_imported",
                "platform.business",
                session.Tenant,
                after: new
                {
                    Slug = slug,
                    rows = manifest.Tables.Sum(t => t.Rows),
                    files = manifest.Files.Count,
                    madeAt = manifest.MadeAt,
                }
            );
            return new Imported(slug, manifest.Tables.Sum(t => t.Rows), manifest.Files.Count, elsewhere);
        }
        catch (ArchiveUnusable e)
        {
            return e.Refusal;
        }
        catch (UnusableRow e)
        {
            return ArchiveErrors.Row(e.Table, e.Line, e.Why);
        }
    }

    private async Task<int> Load(ArchiveFile archive, IReadOnlyList<Part> parts, string slug, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await session.Execute(
            $"""
            INSERT INTO platform.tenants (tenant_id, slug, status, created_at, changed_at)
            VALUES ({session.Tenant.Value}, {slug}, 'pending', {now}, {now})
            """,
            cancel
        );
        var cipher = await session.Cipher(cancel);
        var loader = new ArchiveLoader(session, cipher, scope.GetServices<KeysAnew>());
        await loader.Begin(cancel);
        var others = await SettlePeople(archive, parts, cancel);
        // The seals speak of this business under its id, and of people under theirs: what is called otherwise is sealed anew.
        var sealsHold = session.Tenant.Value == archive.Manifest.Business.Id && others.Count == 0;
        var loaded = new Dictionary<string, TableSum>(StringComparer.Ordinal);
        foreach (var part in parts.Where(p => p.Table.Name != Seals || sealsHold))
        {
            await using var entry = archive.Data(part.Table.Name);
            var lines = Renamed(ArchiveLines.Read(entry, part.Archived, cancel), others, cancel);
            if (part.Table.Name == FilesTable)
                await LoadFiles(archive, lines, cancel);
            else
                loaded[part.Table.Name] = await loader.Load(part.Table, part.Columns, lines, null, cancel);
        }
        await loader.Finish(scope, scope.GetServices<TokensAnew>(), cancel);
        await CompareAll(new(session.Connection, session.Tenant, cipher), parts, loaded, cancel);
        await session.Execute(
            $"UPDATE platform.tenants SET status = 'active', changed_at = {clock.GetUtcNow()} WHERE tenant_id = {session.Tenant.Value}",
            cancel
        );
        return others.Count;
    }

    /// <summary>What was loaded is read again and comes to the same.</summary>
    private static async Task CompareAll(
        ArchiveRows rows,
        IReadOnlyList<Part> parts,
        Dictionary<string, TableSum> loaded,
        CancellationToken cancel
    )
    {
        foreach (var part in parts)
        {
            var expected =
                part.Table.Name == FilesTable
                    ? new TableSum(part.Archived.Rows, part.Archived.Bytes, part.Archived.Sha256)
                    : loaded.GetValueOrDefault(part.Table.Name);
            if (expected is not null && await rows.Sum(part.Table, part.Columns, cancel) != expected)
                throw new ArchiveUnusable(ArchiveErrors.LoadedOtherwise(part.Table.Name));
        }
    }

    private async Task LoadFiles(ArchiveFile archive, IAsyncEnumerable<ReadOnlyMemory<byte>> lines, CancellationToken cancel)
    {
        var contents = archive.Manifest.Files.ToDictionary(f => f.Id);
        await foreach (var line in lines)
        {
            try
            {
                using var row = JsonDocument.Parse(line);
                var id = row.RootElement.GetProperty("file_id").GetGuid();
                if (!contents.TryGetValue(id, out var file))
                    throw new ArchiveUnusable(ArchiveErrors.NoArchive(ArchiveManifest.FileEntry(id)));
                var refused = await files.Load(
                    id,
                    row.RootElement.GetProperty("name").GetString()!,
                    row.RootElement.GetProperty("content_type").GetString()!,
                    row.RootElement.GetProperty("size").GetInt64(),
                    row.RootElement.GetProperty("created_at").GetDateTimeOffset(),
                    row.RootElement.GetProperty("discarded_at") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : null,
                    file.Sha256 is null ? null : await archive.Bytes(file, cancel),
                    cancel
                );
                if (refused is not null)
                    throw new ArchiveUnusable(refused);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new ArchiveUnusable(ArchiveErrors.NoArchive(ArchiveManifest.DataEntry(FilesTable)));
            }
        }
    }

    /// <summary>Everybody the business knows has an account afterwards.</summary>
    /// <returns>Who is called otherwise here, as their id is written.</returns>
    private async Task<IReadOnlyList<(string There, string Here)>> SettlePeople(
        ArchiveFile archive,
        IReadOnlyList<Part> parts,
        CancellationToken cancel
    )
    {
        var found = new List<ArchivedPerson>();
        if (parts.FirstOrDefault(p => p.Table.Name == People) is { } part)
        {
            await using var entry = archive.Data(People);
            await foreach (var line in ArchiveLines.Read(entry, part.Archived, cancel))
            {
                try
                {
                    using var row = JsonDocument.Parse(line);
                    found.Add(
                        new(
                            row.RootElement.GetProperty("person_id").GetGuid(),
                            row.RootElement.GetProperty("display_name").GetString()!,
                            row.RootElement.GetProperty("email").GetString(),
                            row.RootElement.GetProperty("language").GetString()
                        )
                    );
                }
                catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
                {
                    throw new ArchiveUnusable(ArchiveErrors.NoArchive(ArchiveManifest.DataEntry(People)));
                }
            }
        }
        var settled = await scope.GetRequiredService<PeopleOfArchive>().Settle(scope, found, cancel);
        return [.. settled.Select(s => (s.Key.ToString(), s.Value.ToString()))];
    }

    /// <summary>An id is nothing but itself wherever it stands, so that it is exchanged as text.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Renamed(
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines,
        IReadOnlyList<(string There, string Here)> others,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await foreach (var line in lines.WithCancellation(cancel))
        {
            if (others.Count == 0)
            {
                yield return line;
                continue;
            }
            var text = Encoding.UTF8.GetString(line.Span);
            foreach (var (there, here) in others)
                text = text.Replace(there, here, StringComparison.Ordinal);
            yield return Encoding.UTF8.GetBytes(text);
        }
    }

    private Refusal? RefuseSignature(Input input) =>
        signing.Holds(input.Archive.Signed, input.Archive.Signature, input.Archive.Manifest.Key) switch
        {
            true => null,
            false => ArchiveErrors.WrongSignature(),
            null => input.Unsigned ? null : ArchiveErrors.UnknownSigner(input.Archive.Manifest.Key),
        };

    private async Task<string?> Exists(CancellationToken cancel) =>
        (
            await session.Rows(
                $"SELECT slug FROM platform.tenants WHERE tenant_id = {session.Tenant.Value}",
                row => row.GetString(0),
                cancel
            )
        ).SingleOrDefault();

    private static Refusal? RefuseNewer(ArchiveManifest manifest, IReadOnlyDictionary<string, string> here)
    {
        foreach (var (module, last) in manifest.Schema)
        {
            // Of a module that is not here, a table says so where it has rows.
            if (here.TryGetValue(module, out var own) && string.CompareOrdinal(last, own) > 0)
                return ArchiveErrors.NewerSchema(module);
        }
        return null;
    }

    private static (IReadOnlyList<Part> Parts, string? Unknown) Parts(ArchiveManifest manifest, ArchivedTables tables)
    {
        foreach (var archived in manifest.Tables)
        {
            if (tables.Taken.FirstOrDefault(t => t.Name == archived.Name) is not { } table)
                return ([], archived.Name);
            if (table.Only(archived.Columns) is null)
                return ([], $"{archived.Name}: {string.Join(", ", archived.Columns.Except(table.Columns.Select(c => c.Name)))}");
        }
        return (
            [.. tables.Taken.SelectMany(t => manifest.Tables.Where(a => a.Name == t.Name).Select(a => new Part(t, t.Only(a.Columns)!, a)))],
            null
        );
    }
}
