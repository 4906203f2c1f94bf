using Niaga.Contract;
using Niaga.Privacy.Breaches;
using Niaga.Privacy.Register;
using Niaga.Privacy.Requests;
using static Niaga.Contract.RowEvent;

[assembly: NiagaModule(typeof(Niaga.Privacy.PrivacyManifest))]

namespace Niaga.Privacy;

/// <summary>What the law on personal data asks of every business: people's requests, notices, registers.</summary>
internal sealed class PrivacyManifest : IModule
{
    private const string BreachOfMany = "What happened to the data of many; whoever is hit is told by a letter.";

    public Manifest Describe() =>
        new()
        {
            Key = "privacy",
            Assembly = typeof(PrivacyManifest).Assembly,
            Order = 7,
            Permissions = [new(PrivacyPermissions.Manage) { DefaultRoles = [BuiltInRoles.Manager] }],
            Links =
            [
                new("privacy.console", "/settings/privacy", "shield-check", PrivacyPermissions.Manage) { Text = "privacy.title" },
                new("privacy.new_breach", "/settings/privacy/breaches/new", "alert-triangle", PrivacyPermissions.Manage) { Act = true },
                new("privacy.new_request", "/settings/privacy/requests/new", "user-question", PrivacyPermissions.Manage) { Act = true },
            ],
            Tables =
            [
                new("requests", Retention.Evidence, At("coalesce(closed_at, created_at)")) { Personal = ["name", "contact", "details"] },
                new("request_events", Retention.Evidence, With("privacy.requests")) { Personal = ["note"] },
                new("notices", Retention.Business) { Restored = RestoredAs.Merged },
                new("officers", Retention.Business)
                {
                    Personal = ["name", "contact"],
                    Restored = RestoredAs.Merged,
                    UntoldBecause = "Whom people may turn to, as the business tells everybody.",
                },
                new("transfers", Retention.Business) { Restored = RestoredAs.Merged },
                new("breaches", Retention.Evidence, At("coalesce(closed_at, known_at)"))
                {
                    Personal = ["title", "story", "affected", "measures", "late_commissioner", "late_people"],
                    UntoldBecause = BreachOfMany,
                },
                new("breach_events", Retention.Evidence, With("privacy.breaches")) { Personal = ["note"], UntoldBecause = BreachOfMany },
                new("answers", Retention.Evidence, With("privacy.requests"))
                {
                    NotArchivedBecause = "A link and its code open something in this deployment alone.",
                },
            ],
            AuditedEvents =
            [
                "privacy.request_received",
                "privacy.request_identified",
                "privacy.request_extended",
                "privacy.request_answered",
                "privacy.request_refused",
                "privacy.request_linked",
                "privacy.notice_published",
                "privacy.breach_known",
                "privacy.breach_assessed",
                "privacy.breach_commissioner_told",
                "privacy.breach_people_told",
                "privacy.breach_supplemented",
                "privacy.breach_closed",
                BreachFiles.Exported,
                "privacy.officer_named",
                "privacy.transfer_added",
                "privacy.transfer_ended",
                RegisterFiles.Exported,
                "privacy.answer_opened",
                "privacy.answer_code_wrong",
            ],
            SecurityEvents =
            [
                new("privacy.request_answered", SecurityEventType.Export),
                new("privacy.request_linked", SecurityEventType.Export),
                new("privacy.answer_opened", SecurityEventType.Export),
                new("privacy.answer_code_wrong", SecurityEventType.Failure),
                new(BreachFiles.Exported, SecurityEventType.Export),
                new(RegisterFiles.Exported, SecurityEventType.Export),
            ],
            Notifications =
            [
                new(TellDueBreach.Notice, "alert-triangle", PrivacyPermissions.Manage, "number", "whom", "due", "state")
                {
                    Mail = ByMail.UnlessUnwanted,
                },
                new(TellDueRequests.Nears, "clock", PrivacyPermissions.Manage, "number", "kind", "due") { Mail = ByMail.UnlessUnwanted },
                new(TellDueRequests.Overdue, "alert-triangle", PrivacyPermissions.Manage, "number", "kind", "due")
                {
                    Mail = ByMail.UnlessUnwanted,
                },
            ],
            Work = [new(TellDueRequests.Kind, typeof(TellDueRequests)), new(TellDueBreach.Kind, typeof(TellDueBreach))],
            Schedules = [new("privacy.due_requests", "0 8 * * *", TellDueRequests.Kind, PerBusiness: true)],
            Parts = typeof(PrivacyStartup),
        };
}
