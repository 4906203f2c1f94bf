namespace Niaga.Platform;

/// <summary>Permissions of the platform itself.</summary>
public static class PlatformPermissions
{
    /// <summary>Open the workspace and see its dashboard.</summary>
    public const string WorkspaceOpen = "platform.workspace.open";

    public const string SettingsView = "platform.settings.view";

    public const string SettingsEdit = "platform.settings.edit";

    /// <summary>Read the business's audit log.</summary>
    public const string AuditView = "platform.audit.view";
}
