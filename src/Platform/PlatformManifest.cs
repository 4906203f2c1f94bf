using Niaga.Contract;
using Niaga.Platform.Archives;
using Niaga.Platform.Callers;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Files;
using Niaga.Platform.Help;
using Niaga.Platform.Keeping;
using Niaga.Platform.Restrictions;
using Niaga.Platform.Search;
using Niaga.Platform.Support;
using Niaga.Platform.Unreadable;
using static Niaga.Contract.RowEvent;

[assembly: NiagaModule(typeof(Niaga.Platform.PlatformManifest))]

namespace Niaga.Platform;

/// <summary>What every business has before any module: the platform described in the same words as a module.</summary>
internal sealed class PlatformManifest : IModule
{
    private static readonly string[] Everyone = [BuiltInRoles.Manager, BuiltInRoles.Staff, BuiltInRoles.Accountant, BuiltInRoles.ReadOnly];

    private const string Link = "Each is a link of the chain that proves the others.";

    private const string Told = "Names things and the business's own members; of customers it names nobody.";

    private const string Proof = "It proves what was destroyed and why, and outlives it.";

    public Manifest Describe() =>
        new()
        {
            Key = "platform",
            Assembly = typeof(PlatformManifest).Assembly,
            Order = 0,
            Permissions =
            [
                new(PlatformPermissions.WorkspaceOpen) { DefaultRoles = Everyone },
                new(PlatformPermissions.SettingsView) { DefaultRoles = [BuiltInRoles.Manager, BuiltInRoles.Accountant] },
                new(PlatformPermissions.SettingsEdit)
                {
                    DefaultRoles = [BuiltInRoles.Manager],
                    Implies = [PlatformPermissions.SettingsView],
                },
                new(PlatformPermissions.AuditView) { DefaultRoles = [BuiltInRoles.Manager] },
                new(PlatformPermissions.RetentionManage),
                new(PlatformPermissions.RecordsRestrict),
                new(PlatformPermissions.ArchiveTake),
                new(PlatformPermissions.BinEmpty) { OwnersOnly = true },
            ],
            Navigation =
            [
                new("platform.dashboard", "/", "layout-dashboard", PlatformPermissions.WorkspaceOpen, 0),
                new("platform.reports", "/reports", "chart-bar", PlatformPermissions.WorkspaceOpen, 800) { WithReports = true },
                new("platform.settings", "/settings", "settings", PlatformPermissions.SettingsView, 900)
                {
                    Otherwise =
                    [
                        (PlatformPermissions.MembersView, "/settings/members"),
                        (PlatformPermissions.SecurityView, "/settings/security"),
                        (PlatformPermissions.AuditView, "/settings/audit"),
                        (PlatformPermissions.KeysManage, "/settings/api-keys"),
                        (PlatformPermissions.WebhooksManage, "/settings/webhooks"),
                        (PlatformPermissions.MembersProvision, "/settings/provisioning"),
                        (PlatformPermissions.RetentionManage, "/settings/keeping"),
                        (PlatformPermissions.RecordsRestrict, "/settings/restricted"),
                        (PlatformPermissions.ArchiveTake, "/settings/archive"),
                    ],
                },
            ],
            Search =
            [
                new("platform.pages", typeof(PageSearch), "layout-dashboard", 10, PlatformPermissions.WorkspaceOpen),
                new("platform.acts", typeof(ActSearch), "bolt", 20, PlatformPermissions.WorkspaceOpen),
                new("platform.help", typeof(HelpSearch), "help", 900, PlatformPermissions.WorkspaceOpen),
            ],
            Work =
            [
                new(MailQuestion.Kind, typeof(MailQuestion)),
                new(QueuePurges.Kind, typeof(QueuePurges)),
                new(PurgeBusiness.Kind, typeof(PurgeBusiness)),
                new(MakeArchive.Kind, typeof(MakeArchive)),
                new(ClearArchives.Kind, typeof(ClearArchives)),
                new(RemovedFiles.Kind, typeof(RemovedFiles)),
                new(StrayFiles.Kind, typeof(StrayFiles)),
                new(RemindReview.Kind, typeof(RemindReview)),
                new(TellUnreadable.Kind, typeof(TellUnreadable)),
            ],
            Schedules =
            [
                new("platform.purge", "20 0 * * *", QueuePurges.Kind, PerBusiness: false),
                new("platform.clear_archives", "35 * * * *", ClearArchives.Kind, PerBusiness: false),
                new(RemovedFiles.Kind, "*/10 * * * *", RemovedFiles.Kind, PerBusiness: false),
                new(StrayFiles.Kind, "40 3 * * *", StrayFiles.Kind, PerBusiness: true),
                new(RemindReview.Kind, "0 8 * * 1", RemindReview.Kind, PerBusiness: true),
            ],
            Tables =
            [
                new("tenants", Retention.Platform)
                {
                    SharedBecause = "An address must lead to its business before the business is known; holds no business's data.",
                },
                new("businesses", Retention.Business),
                new("entitlements", Retention.Business) { Restored = RestoredAs.Merged },
                new("files", Retention.Business) { NotArchived = ["content", "object_id", "key_version"] },
                new("removed_files", Retention.Working, At("removed_at"))
                {
                    SharedBecause = "Who clears the file store must see what is gone of every business; pairs of ids and a time.",
                },
                new("saved_views", Retention.Business),
                new("report_mails", Retention.Business),
                new("list_columns", Retention.Business),
                new("tours", Retention.Business),
                new("notifications", Retention.Transient, At("told_at"))
                {
                    Personal = ["details"],
                    PlainBecause = Told,
                    UntoldBecause = "What colleagues were told of a record, for days; the record itself is told.",
                    Restored = RestoredAs.Skipped,
                },
                new("notification_reads", Retention.Transient, With("platform.notifications")) { Restored = RestoredAs.Skipped },
                new("notification_choices", Retention.Business),
                new("notification_times", Retention.Business) { Personal = ["phone"] },
                new("notification_deliveries", Retention.Transient, With("platform.notifications"))
                {
                    Restored = RestoredAs.Skipped,
                    NotArchivedBecause = "What was sent was sent from here.",
                },
                new("notification_templates", Retention.Business),
                new("idempotency_keys", Retention.Working, At("created_at")),
                new("audit_entries", Retention.Evidence, At("at")) { KeptBecause = Link },
                new("disclosed_subjects", Retention.Evidence, With("platform.audit_entries")) { KeptBecause = Link },
                new("audit_seals", Retention.Evidence, With("platform.audit_entries")) { KeptBecause = Link },
                new("audit_pending", Retention.Working, With("platform.audit_entries"))
                {
                    SharedBecause = "The sealer must see which tenants wait; pairs of ids without data.",
                },
                new("work_items", Retention.Working, At("finished_at")),
                new("work_queue", Retention.Working, With("platform.work_items"))
                {
                    SharedBecause = "The dispatcher must see which tenants have work due; pairs of ids and a time.",
                },
                new("schedule_ticks", Retention.Working, At("due_at")) { SharedBecause = "The platform's own clock, no business's data." },
                new("archives", Retention.Business) { NotArchivedBecause = "What was taken from here." },
                new("retention_periods", Retention.Business) { Restored = RestoredAs.Merged },
                new("retention_gates", Retention.Business)
                {
                    NotArchivedBecause = "A lock, made when it is needed.",
                    KeptBecause = "A lock without data, which every purge goes through.",
                },
                new("restricted_records", Retention.Business) { Restored = RestoredAs.Merged },
                new("record_openings", Retention.Evidence, At("opened_at"))
                {
                    Personal = ["reason"],
                    UntoldBecause = "Why somebody of the business opened a record, for its owner to judge; that they did is told.",
                },
                new("legal_holds", Retention.Evidence, At("released_at")) { KeptBecause = Proof },
                new("purge_runs", Retention.Evidence, At("finished_at")) { KeptBecause = Proof },
                new("purge_counts", Retention.Evidence, With("platform.purge_runs")) { KeptBecause = Proof },
                new("deletion_ledger", Retention.Evidence, With("platform.purge_runs"))
                {
                    KeptBecause = Proof,
                    NotArchived = ["written_in"],
                },
                new("migrations", Retention.Platform) { SharedBecause = "Which migrations have run." },
            ],
            AuditedEvents =
            [
                "platform.business_changed",
                "platform.business_status_changed",
                "platform.business_imported",
                "platform.archive_taken",
                "platform.archive_asked",
                "platform.archive_made",
                "platform.archive_cancelled",
                "platform.business_restored",
                "platform.first_steps_dismissed",
                "platform.first_steps_restored",
                "platform.view_shared",
                "platform.view_unshared",
                "platform.retention_changed",
                "platform.keys_destroyed",
                TellUnreadable.Event,
                "platform.record_restricted",
                "platform.restriction_lifted",
                "platform.record_opened",
                "platform.opening_reviewed",
                "platform.deleted_for_good",
                "platform.hold_placed",
                "platform.hold_released",
                "platform.report_exported",
                "platform.report_mailed",
                "platform.notification_template_changed",
                "platform.notification_template_reset",
                DisclosureLog.Event,
            ],
            Notifications =
            [
                new(OpenRestricted.Notice, "lock-open", PlatformPermissions.RecordsRestrict, "who", "record", "ground")
                {
                    Always = true,
                    Mail = ByMail.UnlessUnwanted,
                },
                new(RemindReview.Notice, "list-check", PlatformPermissions.RecordsRestrict, "count") { Mail = ByMail.UnlessUnwanted },
                new(TellUnreadable.Event, "alert-triangle", PlatformPermissions.AuditView, "record", "what")
                {
                    Always = true,
                    Mail = ByMail.UnlessUnwanted,
                },
            ],
            SecurityEvents = ["platform.report_exported", new("platform.report_mailed", SecurityEventType.Export)],
        };
}
