namespace Niaga.Privacy;

/// <summary>Permissions about what the law asks of a business that keeps data of people.</summary>
public static class PrivacyPermissions
{
    /// <summary>Answer people's requests, keep notices and registers.</summary>
    public const string Manage = "privacy.manage";
}
