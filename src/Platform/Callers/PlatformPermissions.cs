namespace Niaga.Platform.Callers;

/// <summary>Permissions of the platform itself.</summary>
public static class PlatformPermissions
{
    /// <summary>Open the workspace and see its dashboard.</summary>
    public const string WorkspaceOpen = "platform.workspace.open";

    public const string SettingsView = "platform.settings.view";

    public const string SettingsEdit = "platform.settings.edit";

    /// <summary>Read the business's audit log.</summary>
    public const string AuditView = "platform.audit.view";

    public const string MembersView = "platform.members.view";

    /// <summary>Invite, change the role of, suspend and remove members; never beyond one's own permissions.</summary>
    public const string MembersManage = "platform.members.manage";

    public const string RolesManage = "platform.roles.manage";

    /// <summary>Make and revoke API keys of the business; never beyond one's own permissions.</summary>
    public const string KeysManage = "platform.keys.manage";

    /// <summary>Have events told to programs elsewhere; never of what one may not see oneself.</summary>
    public const string WebhooksManage = "platform.webhooks.manage";

    /// <summary>Connect the business's own identity provider, verify its domains, ask for it.</summary>
    public const string SsoManage = "platform.sso.manage";

    /// <summary>Read the security log.</summary>
    public const string SecurityView = "platform.security.view";

    /// <summary>Second factor by role, time limits of sign-ins.</summary>
    public const string SecurityManage = "platform.security.manage";

    /// <summary>Choose how long records are kept, hold them back, see what was destroyed.</summary>
    public const string RetentionManage = "platform.retention.manage";

    /// <summary>Say who opens a record without a reason, and look over who opened one with a reason.</summary>
    public const string RecordsRestrict = "platform.records.restrict";

    /// <summary>Take all data of the business away as one file.</summary>
    public const string ArchiveTake = "platform.archive.take";

    /// <summary>Take something out of the bin for good before its time.</summary>
    public const string BinEmpty = "platform.bin.empty";

    /// <summary>SCIM: what a directory needs to create and deactivate members.</summary>
    public const string MembersProvision = "platform.members.provision";
}
