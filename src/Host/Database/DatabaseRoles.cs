namespace Niaga.Host.Database;

/// <summary>Names of the roles a deployment has on its server. The prefix keeps them apart from other programs' roles.</summary>
internal static class DatabaseRoles
{
    /// <summary>Owns every table; nobody signs in as it.</summary>
    public const string Owner = "niaga_owner";

    /// <summary>Acts as the owner while migrating.</summary>
    public const string Migrator = "niaga_migrator";

    /// <summary>The running application: every row it sees has passed row-level security.</summary>
    public const string App = "niaga_app";

    /// <summary>Reads which tenants have work waiting, and nothing of a business.</summary>
    public const string PlatformJob = "niaga_platform_job";

    /// <summary>Reads all rows for a dump.</summary>
    public const string Backup = "niaga_backup";

    /// <summary>The comment that marks a role as made by Niaga.</summary>
    public const string Mark = "Niaga";

    public const string AllButOwner = $"{App}, {Migrator}, {PlatformJob}, {Backup}";
}
