using Niaga.Contract;
using Niaga.Papers;
using Niaga.Site.Reports;

[assembly: NiagaModule(typeof(Niaga.Site.SiteManifest))]

namespace Niaga.Site;

/// <summary>The site's pages and texts.</summary>
internal sealed class SiteManifest : IModule
{
    public Manifest Describe() =>
        new()
        {
            Key = "site",
            Assembly = typeof(SiteManifest).Assembly,
            Order = 5,
            Work = [new(DueReportMails.Kind, typeof(DueReportMails)), new(MailReport.Kind, typeof(MailReport))],
            Schedules = [new("site.report_mails", "0 6 * * *", DueReportMails.Kind, PerBusiness: true)],
            Links =
            [
                new("site.business", "/settings", "building-store", PlatformPermissions.SettingsView) { Text = "site.settings.business" },
                new("site.letterhead", "/settings/letterhead", "file-text", PapersPermissions.Letterhead)
                {
                    Text = "site.letterhead.title",
                },
                new("site.bin", "/bin", "trash", PlatformPermissions.WorkspaceOpen) { Text = "site.bin.title" },
                new("site.keeping", "/settings/keeping", "archive", PlatformPermissions.RetentionManage) { Text = "site.keeping.title" },
                new("site.archive", "/settings/archive", "download", PlatformPermissions.ArchiveTake) { Text = "site.archive.title" },
                new("site.holds", "/settings/keeping/holds", "lock", PlatformPermissions.RetentionManage) { Text = "site.holds.title" },
                new("site.certificates", "/settings/keeping/certificates", "certificate", PlatformPermissions.RetentionManage)
                {
                    Text = "site.certificates.title",
                },
                new("site.members", "/settings/members", "users", PlatformPermissions.MembersView) { Text = "site.settings.members" },
                new("site.roles", "/settings/roles", "user-shield", PlatformPermissions.MembersView) { Text = "site.settings.roles" },
                new("site.security", "/settings/security", "shield-lock", PlatformPermissions.SecurityView)
                {
                    Text = "site.settings.security",
                },
                new("site.sso", "/settings/sso", "login-2", PlatformPermissions.SsoManage) { Text = "site.settings.sso" },
                new("site.security_log", "/settings/security-log", "shield-search", PlatformPermissions.SecurityView)
                {
                    Text = "site.settings.security_log",
                },
                new("site.audit", "/settings/audit", "list-details", PlatformPermissions.AuditView) { Text = "site.audit.title" },
                new("site.api_keys", "/settings/api-keys", "key", PlatformPermissions.KeysManage) { Text = "site.settings.api_keys" },
                new("site.webhooks", "/settings/webhooks", "webhook", PlatformPermissions.WebhooksManage) { Text = "site.webhooks.title" },
                new("site.provisioning", "/settings/provisioning", "refresh", PlatformPermissions.MembersProvision)
                {
                    Text = "site.provisioning.title",
                },
                new("site.account", "/account", "user", PlatformPermissions.WorkspaceOpen) { Text = "ui.profile" },
                new("site.account_security", "/account/security", "lock", PlatformPermissions.WorkspaceOpen)
                {
                    Text = "site.security.title",
                },
                new("site.devices", "/account/devices", "devices", PlatformPermissions.WorkspaceOpen) { Text = "site.devices.title" },
                new("site.notification_choices", "/notifications/choices", "bell", PlatformPermissions.WorkspaceOpen)
                {
                    Text = "site.notifications.choices",
                },
                new("site.notification_templates", "/settings/notification-templates", "template", PlatformPermissions.SettingsEdit)
                {
                    Text = "site.templates.title",
                },
                new("site.notification_log", "/settings/notification-log", "mail", PlatformPermissions.SettingsEdit)
                {
                    Text = "site.delivery_log.title",
                },
                new("site.notifications", "/notifications", "bell", PlatformPermissions.WorkspaceOpen) { Text = "ui.notifications" },
                new("site.pin", "/my-pin", "password-mobile-phone", PlatformPermissions.WorkspaceOpen) { Text = "ui.pin" },
                new("site.invite", "/settings/members/invite", "user-plus", PlatformPermissions.MembersManage) { Act = true },
                new("site.new_role", "/settings/roles/new", "user-shield", PlatformPermissions.RolesManage) { Act = true },
                new("site.new_key", "/settings/api-keys/new", "key", PlatformPermissions.KeysManage) { Act = true },
            ],
        };
}
