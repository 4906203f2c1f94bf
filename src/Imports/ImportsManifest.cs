using Niaga.Contract;
using static Niaga.Contract.RowEvent;

[assembly: NiagaModule(typeof(Niaga.Imports.ImportsManifest))]

namespace Niaga.Imports;

/// <summary>Records that come in as files, of whatever kind a module names.</summary>
internal sealed class ImportsManifest : IModule
{
    public Manifest Describe() =>
        new()
        {
            Key = "imports",
            Assembly = typeof(ImportsManifest).Assembly,
            Order = 5,
            Tables =
            [
                new("imports", Retention.Transient, At("coalesce(finished_at, created_at)")),
                new("import_errors", Retention.Transient, With("imports.imports"))
                {
                    Personal = ["sealed_value", "sealed_detail", "sealed_cells"],
                    UntoldBecause = "Rows of a file that became nobody's record, kept until the file is put right.",
                },
                new("import_changes", Retention.Transient, With("imports.imports")),
            ],
            AuditedEvents = [ImportNames.Kit.Imported, ImportNames.Kit.Undone, ImportNames.Kit.ErrorsExported],
            SecurityEvents = [new(ImportNames.Kit.ErrorsExported, SecurityEventType.Export)],
            Notifications =
            [
                new(RunImport.Notice, "file-import", null, "file", "failed", "done") { Mail = ByMail.UnlessUnwanted, ToImporters = true },
            ],
            Work =
            [
                new(RunImport.WorkKind, typeof(RunImport)) { MaximumAttempts = RunImport.MostAttempts + 1 },
                new(ImportHousekeeping.WorkKind, typeof(ImportHousekeeping)),
            ],
            Schedules = [new("imports.housekeeping", "37 3 * * *", ImportHousekeeping.WorkKind, PerBusiness: true)],
            Parts = typeof(ImportsStartup),
        };
}
