using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Platform.Archives;

/// <summary>The owner asks for all data of the business, as one file that their passphrase opens. It is made in the background.</summary>
[Needs(PlatformPermissions.ArchiveTake)]
[StepUp(KeysMay = true)]
internal sealed class TakeArchive(
    TenantSession session,
    IDataProtectionProvider protection,
    Outbox outbox,
    Caller caller,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<TakeArchive, TakeArchive.Input, Guid>
{
    /// <param name="Passphrase">Opens it; nobody else has it, and nothing finds it again.</param>
    /// <param name="Again">The same, as it was typed once more.</param>
    public sealed record Input(string? Passphrase, string? Again);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        if (ArchivePassphrase.Refuse(input.Passphrase, nameof(input.Passphrase)) is { } weak)
            return weak;
        if (input.Passphrase != input.Again)
            return ArchiveErrors.PassphrasesDiffer(nameof(input.Again));

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await session.Execute(
            $"""
            INSERT INTO platform.archives (tenant_id, archive_id, state, asked_by, asked_at, passphrase)
            VALUES ({session.Tenant.Value}, {id}, 'waiting', {caller.Person!.Value.Value}, {now},
                {Protector(protection, session.Tenant, id).Protect(Encoding.UTF8.GetBytes(input.Passphrase!))})
            """,
            cancel
        );
        outbox.Add(MakeArchive.Kind, new MakeArchive.Payload(id));
        audit.Record("platform.archive_asked", Subject, id);
        return id;
    }

    internal const string Subject = "platform.archive";

    internal static IDataProtector Protector(IDataProtectionProvider protection, TenantId tenant, Guid archive) =>
        protection.CreateProtector("Niaga.Archives", tenant.ToString(), archive.ToString());

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "archives_one_under_way" ? ArchiveErrors.UnderWay() : null;
}
