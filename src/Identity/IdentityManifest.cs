using Niaga.Contract;
using Niaga.Identity.Accounts;
using Niaga.Identity.Attempts;
using Niaga.Identity.Delivery;
using Niaga.Identity.Domains;
using Niaga.Identity.Factors;
using Niaga.Identity.Keys;
using Niaga.Identity.Members;
using Niaga.Identity.Security;
using Niaga.Identity.SignIn;
using Niaga.Identity.Sso;
using Niaga.Identity.Webhooks;
using Niaga.Platform.Callers;
using Niaga.Platform.Notifications;
using static Niaga.Contract.RowEvent;

[assembly: NiagaModule(typeof(Niaga.Identity.IdentityManifest))]

namespace Niaga.Identity;

/// <summary>
/// Who people are and what they may do, in every business. Its tables and names began in the platform's schema and keep its prefix:
/// they stand in logs, keys and roles.
/// </summary>
internal sealed class IdentityManifest : IModule
{
    private const string Colleagues = "Names of the business's own members, who see each other; lists sort and search by them.";

    private const string Sent = "Goes to a server the business chose as it stands here; what is personal of customers is left out of it.";

    private static readonly string[] Security =
    [
        .. MemberServices.Events,
        .. SsoServices.Events,
        "platform.password_reset",
        "platform.password_changed",
        "platform.api_key_made",
        "platform.api_key_revoked",
        "platform.api_key_used_from_new_place",
        "platform.scim_user_created",
        "platform.scim_user_changed",
        "platform.scim_user_deactivated",
        "platform.scim_user_reactivated",
        "platform.scim_user_removed",
        "platform.provisioning_changed",
        "platform.signed_in",
        "platform.signed_in_on_new_device",
        "platform.signed_out",
        "platform.sign_in_failed",
        "platform.password_failed",
        "platform.locked_out",
        "platform.password_reset_asked",
        "platform.email_confirmed",
        "platform.business_joined_account",
        "platform.email_change_asked",
        "platform.email_changed",
        "platform.security_policy_changed",
        "platform.security_log_exported",
        "platform.audit_log_exported",
        .. FactorEvents.All,
        .. WebhookAudit.All,
    ];

    private const string SecretOfHere = "A secret of this deployment opens it; elsewhere it is set up anew.";

    private const string ProvenHere = "It was proven to this deployment; elsewhere it is proven anew.";

    public Manifest Describe() =>
        new()
        {
            Key = "identity",
            Schema = "platform",
            Assembly = typeof(IdentityManifest).Assembly,
            Order = 1,
            Permissions =
            [
                new(PlatformPermissions.MembersView) { DefaultRoles = [BuiltInRoles.Manager, BuiltInRoles.Accountant] },
                new(PlatformPermissions.MembersManage)
                {
                    DefaultRoles = [BuiltInRoles.Manager],
                    Implies = [PlatformPermissions.MembersView],
                },
                new(PlatformPermissions.RolesManage) { Implies = [PlatformPermissions.MembersView] },
                new(PlatformPermissions.KeysManage) { DefaultRoles = [BuiltInRoles.Manager] },
                new(PlatformPermissions.WebhooksManage) { DefaultRoles = [BuiltInRoles.Manager] },
                // Whoever names the provider decides whom it vouches for, owners too.
                new(PlatformPermissions.SsoManage) { OwnersOnly = true },
                new(PlatformPermissions.SecurityView) { DefaultRoles = [BuiltInRoles.Manager] },
                new(PlatformPermissions.SecurityManage) { Implies = [PlatformPermissions.SecurityView] },
                new(PlatformPermissions.MembersProvision) { Implies = [PlatformPermissions.MembersView] },
            ],
            Tables =
            [
                new("people", Retention.Platform)
                {
                    SharedBecause = "One person works in many businesses and signs in before choosing one; locked by person.",
                },
                new("person_claims", Retention.Platform) { SharedBecause = "Belongs to a person, and is locked by person." },
                new("person_logins", Retention.Platform) { SharedBecause = "Belongs to a person, and is locked by person." },
                new("person_tokens", Retention.Platform) { SharedBecause = "Belongs to a person, and is locked by person." },
                new("person_passkeys", Retention.Platform) { SharedBecause = "Belongs to a person, and is locked by person." },
                new("recovery_codes", Retention.Platform) { SharedBecause = "Belongs to a person, and is locked by person." },
                new("spent_challenges", Retention.Working, At("expires_at"))
                {
                    SharedBecause = "Random ids of questions passkeys have answered; nobody's data, gone when they expire.",
                },
                new("sessions", Retention.Platform) { SharedBecause = "A person signs in before choosing a business; locked by person." },
                new("attempt_counts", Retention.Working, At("began_at"))
                {
                    SharedBecause = "Attempts to sign in as a person; locked by person.",
                },
                new("known_people", Retention.Business)
                {
                    Personal = ["display_name", "email"],
                    PlainBecause = Colleagues,
                    Restored = RestoredAs.Merged,
                },
                new("access_policies", Retention.Business) { Restored = RestoredAs.Merged },
                new("invitations", Retention.Transient, At("coalesce(accepted_at, revoked_at, expires_at)"))
                {
                    NotArchivedBecause = "Their links lead here; elsewhere people are invited anew.",
                },
                new("roles", Retention.Business) { Restored = RestoredAs.Merged },
                new("domains", Retention.Business) { NotArchivedBecause = ProvenHere },
                new("verified_domains", Retention.Platform)
                {
                    SharedBecause =
                        "The sign-in page asks which business speaks for an address's domain before a business is known; a domain and "
                        + "an id.",
                },
                new("sso_connections", Retention.Business) { NotArchivedBecause = SecretOfHere },
                new("sso_role_mappings", Retention.Business) { NotArchivedBecause = SecretOfHere },
                new("sso_id_tokens", Retention.Transient, At("created_at")) { NotArchivedBecause = SecretOfHere },
                new("memberships", Retention.Business) { Restored = RestoredAs.Merged },
                new("supervisor_pins", Retention.Business) { NotArchivedBecause = SecretOfHere },
                new("businesses_of_person", Retention.Platform)
                {
                    SharedBecause = "Pairs of ids, locked by person: which businesses may I choose from?",
                },
                new("api_keys", Retention.Business) { NotArchivedBecause = SecretOfHere },
                new("api_key_places", Retention.Business) { NotArchivedBecause = SecretOfHere },
                new("webhooks", Retention.Business) { Deleted = "removed_at", NotArchivedBecause = SecretOfHere },
                new("webhook_events", Retention.Working, At("at"))
                {
                    Personal = ["data"],
                    PlainBecause = Sent,
                    UntoldBecause = "A copy of a record on its way to a program, for days; the record itself is told.",
                },
                new("webhook_deliveries", Retention.Working, With("platform.webhook_events")),
                new("webhook_attempts", Retention.Working, With("platform.webhook_deliveries"))
                {
                    Personal = ["answer"],
                    PlainBecause = Sent,
                    UntoldBecause = "What a program answered, for days, bound to nobody.",
                },
                new("webhook_queue", Retention.Working, With("platform.webhook_deliveries"))
                {
                    SharedBecause = "The dispatcher must see which webhooks have something due; ids and a time.",
                },
                new("scim_users", Retention.Business) { NotArchivedBecause = ProvenHere },
                new("provisioning", Retention.Business) { NotArchivedBecause = ProvenHere },
            ],
            Search = [new("platform.members", typeof(MemberSearch), "users", 40, PlatformPermissions.MembersView)],
            Tour =
            [
                new(
                    "platform.invite",
                    "/settings/members",
                    "a[data-new]",
                    PlatformPermissions.MembersManage,
                    900,
                    new Fact("platform.invitations", "revoked_at IS NULL"),
                    new Fact("platform.memberships", Least: 2)
                ),
            ],
            FirstSteps =
            [
                new(
                    "platform.invite",
                    "/settings/members/invite",
                    "user-plus",
                    PlatformPermissions.MembersManage,
                    900,
                    new Fact("platform.invitations", "revoked_at IS NULL"),
                    // The owner is one of them.
                    new Fact("platform.memberships", Least: 2)
                ),
            ],
            AuditedEvents = [.. Security, "platform.business_signed_up", "platform.profile_changed"],
            SecurityEvents =
            [
                .. Security
                    .Where(e => e != "platform.business_joined_account" && !WebhookAudit.All.Contains(e))
                    .Select(e => new SecurityEvent(e)),
                .. WebhookAudit.All.Select(e => new SecurityEvent(e, SecurityEventType.Key)),
                new("platform.business_joined_account", SecurityEventType.Member),
            ],
            Notifications =
            [
                new(PersonEvents.Notice, "shield-lock", null, "what", "where") { Always = true, Mail = ByMail.Never },
                new(OwnerNotices.Notice, "shield-lock", PlatformPermissions.SecurityManage, "what", "who")
                {
                    Always = true,
                    Mail = ByMail.Never,
                },
                new(MailInvitation.Notice, "user-plus", null, "business", "sender") { Mail = ByMail.Never },
                new(AcceptInvitation.Notice, "user-check", null, "person", "role")
                {
                    Mail = ByMail.UnlessUnwanted,
                    NamedWith = PlatformPermissions.MembersManage,
                },
            ],
            Work =
            [
                new(MailPasswordReset.Kind, typeof(MailPasswordReset)),
                new(CountSignInFailure.Kind, typeof(CountSignInFailure)),
                new(ReportSignInFailures.Kind, typeof(ReportSignInFailures)),
                new(MailEmailLink.Kind, typeof(MailEmailLink)),
                new(JoinBusinesses.Kind, typeof(JoinBusinesses)),
                new(MailInvitation.Kind, typeof(MailInvitation)),
                new(MailApiKeyFirstUse.Kind, typeof(MailApiKeyFirstUse)),
                new(CopyPersonEventToBusinesses.Kind, typeof(CopyPersonEventToBusinesses)),
                new(MailPersonEvent.Kind, typeof(MailPersonEvent)),
                new(MailOwners.Kind, typeof(MailOwners)),
                new(Notifier.Delivery, typeof(DeliverNotification)),
                new(SendNotification.Kind, typeof(SendNotification)),
                new(SendDigest.Kind, typeof(SendDigest)),
                new(RecheckDomains.Kind, typeof(RecheckDomains)),
                new(PurgeSessions.Kind, typeof(PurgeSessions)),
                new(PlatformHousekeeping.Kind, typeof(PlatformHousekeeping)),
            ],
            Schedules =
            [
                new("platform.forget_sign_ins", "23 2 * * *", PurgeSessions.Kind, PerBusiness: false),
                new("platform.housekeeping", "17 3 * * *", PlatformHousekeeping.Kind, PerBusiness: true),
                new("platform.recheck_domains", "41 4 * * *", RecheckDomains.Kind, PerBusiness: true),
            ],
        };
}
