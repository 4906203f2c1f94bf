using Niaga.Contract;
using Niaga.Platform.Accounts;
using Niaga.Platform.Domains;
using Niaga.Platform.Factors;
using Niaga.Platform.Keys;
using Niaga.Platform.Members;
using Niaga.Platform.People;
using Niaga.Platform.Security;
using Niaga.Platform.SignIn;
using Niaga.Platform.Sso;
using Niaga.Platform.Work;

[assembly: NiagaModule(typeof(Niaga.Platform.PlatformManifest))]

namespace Niaga.Platform;

/// <summary>What every business has before any module: the platform described in the same words as a module.</summary>
internal sealed class PlatformManifest : IModule
{
    private static readonly string[] Everyone = [BuiltInRoles.Manager, BuiltInRoles.Staff, BuiltInRoles.Accountant, BuiltInRoles.ReadOnly];

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
                new(PlatformPermissions.MembersView) { DefaultRoles = [BuiltInRoles.Manager, BuiltInRoles.Accountant] },
                new(PlatformPermissions.MembersManage)
                {
                    DefaultRoles = [BuiltInRoles.Manager],
                    Implies = [PlatformPermissions.MembersView],
                },
                new(PlatformPermissions.RolesManage) { Implies = [PlatformPermissions.MembersView] },
                new(PlatformPermissions.KeysManage) { DefaultRoles = [BuiltInRoles.Manager] },
                // Whoever names the provider decides whom it vouches for, owners too.
                new(PlatformPermissions.SsoManage) { OwnersOnly = true },
                new(PlatformPermissions.SecurityView) { DefaultRoles = [BuiltInRoles.Manager] },
                new(PlatformPermissions.SecurityManage) { Implies = [PlatformPermissions.SecurityView] },
                new(PlatformPermissions.MembersProvision) { Implies = [PlatformPermissions.MembersView] },
            ],
            Navigation =
            [
                new("platform.dashboard", "/", "layout-dashboard", PlatformPermissions.WorkspaceOpen, 0),
                new("platform.settings", "/settings", "settings", PlatformPermissions.SettingsView, 900)
                {
                    Otherwise =
                    [
                        (PlatformPermissions.MembersView, "/settings/members"),
                        (PlatformPermissions.SecurityView, "/settings/security"),
                        (PlatformPermissions.AuditView, "/settings/audit"),
                        (PlatformPermissions.KeysManage, "/settings/api-keys"),
                        (PlatformPermissions.MembersProvision, "/settings/provisioning"),
                    ],
                },
            ],
            Tables =
            [
                new("tenants", Retention.Platform)
                {
                    SharedBecause = "An address must lead to its business before the business is known; holds no business's data.",
                },
                new("businesses", Retention.Business),
                new("entitlements", Retention.Business),
                new("files", Retention.Business),
                new("people", Retention.Platform)
                {
                    SharedBecause = "One person works in many businesses and signs in before choosing one.",
                },
                new("person_claims", Retention.Platform) { SharedBecause = "Belongs to a person, not to a business." },
                new("person_logins", Retention.Platform) { SharedBecause = "Belongs to a person, not to a business." },
                new("person_tokens", Retention.Platform) { SharedBecause = "Belongs to a person, not to a business." },
                new("person_passkeys", Retention.Platform) { SharedBecause = "Belongs to a person, not to a business." },
                new("recovery_codes", Retention.Platform) { SharedBecause = "Belongs to a person, not to a business." },
                new("spent_challenges", Retention.Transient)
                {
                    SharedBecause = "Random ids of questions passkeys have answered; nobody's data, gone when they expire.",
                },
                new("sessions", Retention.Platform)
                {
                    SharedBecause = "A person signs in before choosing a business; belongs to the person.",
                },
                new("attempt_counts", Retention.Transient) { SharedBecause = "Attempts to sign in as a person; belongs to the person." },
                new("access_policies", Retention.Business),
                new("invitations", Retention.Transient),
                new("roles", Retention.Business),
                new("domains", Retention.Business),
                new("verified_domains", Retention.Platform)
                {
                    SharedBecause =
                        "The sign-in page asks which business speaks for an address's domain before a business is known; a domain and "
                        + "an id.",
                },
                new("sso_connections", Retention.Business),
                new("sso_role_mappings", Retention.Business),
                new("sso_id_tokens", Retention.Transient),
                new("memberships", Retention.Business),
                new("businesses_of_person", Retention.Platform)
                {
                    SharedBecause = "Pairs of ids, locked by person: which businesses may I choose from?",
                },
                new("api_keys", Retention.Business),
                new("api_key_places", Retention.Business),
                new("scim_users", Retention.Business),
                new("provisioning", Retention.Business),
                new("idempotency_keys", Retention.Transient),
                new("audit_entries", Retention.Evidence),
                new("audit_seals", Retention.Evidence),
                new("audit_pending", Retention.Transient)
                {
                    SharedBecause = "The sealer must see which tenants wait; pairs of ids without data.",
                },
                new("work_items", Retention.Transient),
                new("work_queue", Retention.Transient)
                {
                    SharedBecause = "The dispatcher must see which tenants have work due; pairs of ids and a time.",
                },
                new("schedule_ticks", Retention.Transient) { SharedBecause = "The platform's own clock, no business's data." },
                new("migrations", Retention.Platform) { SharedBecause = "Which migrations have run." },
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
            AuditedEvents =
            [
                .. MemberServices.Events,
                .. SsoServices.Events,
                "platform.business_signed_up",
                "platform.business_changed",
                "platform.business_status_changed",
                "platform.first_steps_dismissed",
                "platform.first_steps_restored",
                "platform.password_reset",
                "platform.password_changed",
                "platform.profile_changed",
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
            ],
            SecurityEvents =
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
                new("platform.business_joined_account", SecurityEventType.Member),
                "platform.email_change_asked",
                "platform.email_changed",
                "platform.security_policy_changed",
                "platform.security_log_exported",
                "platform.audit_log_exported",
                .. FactorEvents.All,
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
