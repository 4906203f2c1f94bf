using System.Reflection;

namespace Niaga.Contract;

/// <summary>All that a module adds to Niaga, as data. Start-up refuses to run when a line of it is wrong, and says which.</summary>
public sealed record Manifest
{
    /// <summary>Lower-case name, unique among modules.</summary>
    public required string Key { get; init; }

    /// <summary>Its PostgreSQL schema and the prefix of every name below: the key, but where two assemblies share one schema.</summary>
    public string Schema
    {
        get => field ?? Key;
        init;
    }

    /// <summary>
    /// The assembly whose pages, migrations (<c>Migrations/*.sql</c>) and texts (<c>Texts/*.json</c>) belong to the module.
    /// </summary>
    public required Assembly Assembly { get; init; }

    /// <summary>Manifests migrate in this order: the platform at 0, shared kernels at 10, industries at 100.</summary>
    public int Order { get; init; } = 100;

    /// <summary>The feature a business must hold for anything here to show; null for what every business has.</summary>
    public Entitlement? Entitlement { get; init; }

    /// <summary>Industries a business may choose at sign-up which bring this module with them.</summary>
    public IReadOnlyList<Industry> Industries { get; init; } = [];

    /// <summary>What a person may be allowed to do. They stand together on the page of roles, below the text <c>module.{Key}</c>.</summary>
    public IReadOnlyList<Permission> Permissions { get; init; } = [];

    /// <summary>Roles of the trade that a business with this module may give its members, beside the built-in ones.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>Entries of the workspace's navigation.</summary>
    public IReadOnlyList<NavigationItem> Navigation { get; init; } = [];

    /// <summary>Pages without an entry of their own and acts, for search everywhere; the navigation is found without a line here.</summary>
    public IReadOnlyList<WorkspaceLink> Links { get; init; } = [];

    /// <summary>Kinds of records search everywhere looks through.</summary>
    public IReadOnlyList<SearchSource> Search { get; init; } = [];

    /// <summary>Reports, in the order their page lists them.</summary>
    public IReadOnlyList<Report> Reports { get; init; } = [];

    /// <summary>Kinds of records that come in as files.</summary>
    public IReadOnlyList<ImportKind> Imports { get; init; } = [];

    /// <summary>Widgets of the workspace's dashboard.</summary>
    public IReadOnlyList<DashboardWidget> Widgets { get; init; } = [];

    /// <summary>What a new business does first, offered on its dashboard until done.</summary>
    public IReadOnlyList<FirstStep> FirstSteps { get; init; } = [];

    /// <summary>Stops of the tour through the first five minutes.</summary>
    public IReadOnlyList<TourStop> Tour { get; init; } = [];

    /// <summary>Every table of the module's schema. One that the database has and this list lacks stops the start.</summary>
    public IReadOnlyList<Table> Tables { get; init; } = [];

    /// <summary>Names of the audited events, each with a text <c>audit.{name}</c>.</summary>
    public IReadOnlyList<string> AuditedEvents { get; init; } = [];

    /// <summary>Facts of audited events that are amounts of money, by their name in the log, such as <c>unitCost</c>.</summary>
    public IReadOnlyList<string> MoneyFacts { get; init; } = [];

    /// <summary>
    /// Facts of audited events that only holders of a permission may read in the log, by their name there: fact to permission. A cost that
    /// a page hides must not stand in its history.
    /// </summary>
    public IReadOnlyDictionary<string, string> GuardedFacts { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Those of <see cref="AuditedEvents"/> that the owner's security log shows and the platform logs: access given or taken, data taken
    /// out.
    /// </summary>
    public IReadOnlyList<SecurityEvent> SecurityEvents { get; init; } = [];

    /// <summary>What happens in the module that a business may have told to a program of its own, by webhook.</summary>
    public IReadOnlyList<BusinessEvent> Events { get; init; } = [];

    /// <summary>What it tells people, in the order in which they choose what reaches them.</summary>
    public IReadOnlyList<NotificationKind> Notifications { get; init; } = [];

    /// <summary>Background work the module does, by the kind its work items carry.</summary>
    public IReadOnlyList<WorkKind> Work { get; init; } = [];

    /// <summary>Work that starts by the clock.</summary>
    public IReadOnlyList<Schedule> Schedules { get; init; } = [];

    /// <summary>Fills a business with demonstration data, or null.</summary>
    public Type? Demo { get; init; }

    /// <summary>The type that registers the module's services and API endpoints (<c>IModuleStartup</c> of the platform), or null.</summary>
    public Type? Parts { get; init; }
}

/// <summary>An audited event that the owner's security log shows.</summary>
/// <param name="Name">One of <see cref="Manifest.AuditedEvents"/>.</param>
/// <param name="Kind">What it is about; null where its name says so by itself, as <c>platform.password_changed</c> or
/// <c>retail.products_exported</c> do.</param>
public sealed record SecurityEvent(string Name, SecurityEventType? Kind = null)
{
    public static implicit operator SecurityEvent(string name) => new(name);
}

/// <summary>What an entry of the security log is about: the log's filter.</summary>
public enum SecurityEventType
{
    /// <summary>Somebody signed in or out.</summary>
    SignIn,

    /// <summary>Somebody tried and was refused.</summary>
    Failure,

    /// <summary>Passwords, second factors, the address one signs in with.</summary>
    Credential,

    /// <summary>Who is a member, with which role, under which rules.</summary>
    Member,

    /// <summary>Keys of programs.</summary>
    Key,

    /// <summary>The business's own identity provider, its domains and its directory.</summary>
    SingleSignOn,

    /// <summary>Data was taken out.</summary>
    Export,

    Other,
}

/// <summary>A feature that a plan grants to a business.</summary>
/// <param name="Key">Unique key, such as <c>retail</c>.</param>
/// <param name="Limits">Keys of the numbers a plan may limit, such as <c>retail.products</c>.</param>
public sealed record Entitlement(string Key, params string[] Limits);

/// <summary>A trade offered at sign-up. Its name is the text <c>industry.{Key}</c>.</summary>
/// <param name="Key">Unique key, such as <c>retail.grocery</c>.</param>
public sealed record Industry(string Key);

/// <summary>Something a person may be allowed to do. Its display text is <c>permission.{Key}</c>.</summary>
/// <param name="Key">Unique key, such as <c>retail.products.edit</c>.</param>
public sealed record Permission(string Key)
{
    /// <summary>Permissions that come with this one.</summary>
    public IReadOnlyList<string> Implies { get; init; } = [];

    /// <summary>Built-in roles that hold it from the start; the owner always holds all.</summary>
    public IReadOnlyList<string> DefaultRoles { get; init; } = [];

    /// <summary>Whoever holds it could make themselves owner: the owner's role has it and no other can be given it.</summary>
    public bool OwnersOnly { get; init; }
}

/// <summary>A role of a trade, such as nurse or driver. Its display text is <c>role.{Key}</c>.</summary>
/// <param name="Key">Unique key, such as <c>healthcare.nurse</c>.</param>
/// <param name="Permissions">What it may do, beside opening the workspace; implied permissions need not be named.</param>
public sealed record Role(string Key, params string[] Permissions);

/// <summary>Roles every business has.</summary>
public static class BuiltInRoles
{
    public const string Owner = "owner";
    public const string Manager = "manager";
    public const string Staff = "staff";
    public const string Accountant = "accountant";
    public const string ReadOnly = "read-only";

    /// <summary>All of them, the most powerful first.</summary>
    public static IReadOnlyList<string> All { get; } = [Owner, Manager, Staff, Accountant, ReadOnly];
}

/// <summary>
/// An entry of the workspace's navigation. Its label is the text <c>nav.{Key}</c>; by the everyday words of <c>nav.{Key}.words</c> search
/// everywhere finds it.
/// </summary>
/// <param name="Key">Unique key, such as <c>retail.products</c>.</param>
/// <param name="Path">Path within the business's address, such as <c>/products</c>.</param>
/// <param name="Icon">Name of a Tabler icon.</param>
/// <param name="Permission">Who sees it.</param>
/// <param name="Order">Position, ascending.</param>
public sealed record NavigationItem(string Key, string Path, string Icon, string Permission, int Order)
{
    /// <summary>Where it leads whoever lacks the permission but holds one of these: the first that fits.</summary>
    public IReadOnlyList<(string Permission, string Path)> Otherwise { get; init; } = [];

    /// <summary>Where it leads, if not to <see cref="Path"/>.</summary>
    public string? PermittedPath { get; init; }

    /// <summary>Shown only to who has a report to read.</summary>
    public bool WithReports { get; init; }
}

/// <summary>A page or an act that search everywhere finds by its label and by the everyday words in <c>link.{Key}.words</c>.</summary>
/// <param name="Key">Unique key, such as <c>retail.new_product</c>.</param>
/// <param name="Path">Path within the business's address, such as <c>/products/new</c>.</param>
/// <param name="Icon">Name of a Tabler icon.</param>
/// <param name="Permission">Who finds it.</param>
public sealed record WorkspaceLink(string Key, string Path, string Icon, string Permission)
{
    /// <summary>Something one does, not a place one looks at.</summary>
    public bool Act { get; init; }

    /// <summary>Key of its label, if not <c>link.{Key}</c>.</summary>
    public string Text
    {
        get => field ?? "link." + Key;
        init;
    }
}

/// <summary>A kind of records that search everywhere looks through. Its name is the text <c>search.{Key}</c>.</summary>
/// <param name="Key">Unique key, such as <c>retail.products</c>.</param>
/// <param name="Source">The class that finds them (<c>ISearchSource</c> of the platform).</param>
/// <param name="Icon">Name of a Tabler icon.</param>
/// <param name="Order">Position among what fits equally well, ascending.</param>
/// <param name="Permissions">Who may search it: holders of any one of these.</param>
public sealed record SearchSource(string Key, Type Source, string Icon, int Order, params string[] Permissions);

/// <summary>A widget of the dashboard.</summary>
/// <param name="Key">Unique key.</param>
/// <param name="Component">A Razor component without parameters.</param>
/// <param name="Permission">Who sees it.</param>
/// <param name="Order">Position, ascending.</param>
/// <param name="Width">Columns of twelve it takes on a desktop.</param>
public sealed record DashboardWidget(string Key, Type Component, string Permission, int Order, int Width = 12)
{
    /// <summary>Stands beside others and makes nobody a dashboard by itself: a cashier goes on beginning at the till.</summary>
    public bool Aside { get; init; }
}

/// <summary>A first step of a new business. Its texts are <c>first.{Key}</c> and <c>first.{Key}.about</c>.</summary>
/// <param name="Key">Unique key.</param>
/// <param name="Path">Path within the business's address.</param>
/// <param name="Icon">Name of a Tabler icon.</param>
/// <param name="Permission">Who sees it.</param>
/// <param name="Order">Position, ascending.</param>
/// <param name="DoneBy">What there is once it is done; any one of them.</param>
public sealed record FirstStep(string Key, string Path, string Icon, string Permission, int Order, params Fact[] DoneBy);

/// <summary>A stop of the tour through the first five minutes. Its texts are <c>tour.{Key}</c> and <c>tour.{Key}.about</c>.</summary>
/// <param name="Key">Unique key.</param>
/// <param name="Path">Path of its page within the business's address.</param>
/// <param name="Target">Selector of what it points at on that page; where there is none it points at nothing.</param>
/// <param name="Permission">Who is led there.</param>
/// <param name="Order">Position, ascending.</param>
/// <param name="DoneBy">What there is once nobody needs to be led there; any one of them. None: while any other stop is left.</param>
public sealed record TourStop(string Key, string Path, string Target, string Permission, int Order, params Fact[] DoneBy);

/// <summary>That a business has something: a row of a per-tenant table.</summary>
/// <param name="Table">Schema and name, such as <c>retail.products</c>.</param>
/// <param name="Where">A condition on its columns, or null.</param>
/// <param name="Least">How many rows it takes.</param>
public sealed record Fact(string Table, string? Where = null, int Least = 1);

/// <summary>A table and what the law and the platform ask of it.</summary>
/// <param name="Name">Name within the module's schema.</param>
/// <param name="Retention">How long its rows are kept.</param>
/// <param name="Event">
/// What a row's time is counted from. None for <see cref="Retention.Business"/>, which is counted from the end of the business, and for
/// <see cref="Retention.Platform"/>; every other class without one stops the start.
/// </param>
public sealed record Table(string Name, Retention Retention, RowEvent? Event = null)
{
    /// <summary>Why rows of all businesses lie together without a tenant's lock; null for a per-tenant table.</summary>
    public string? SharedBecause { get; init; }

    /// <summary>
    /// Columns that say something about a person: encrypted, of type bytea, unless <see cref="PlainBecause"/> says why not. A column the
    /// database lacks, or has in plain, stops the start.
    /// </summary>
    public IReadOnlyList<string> Personal
    {
        get => [.. personal, .. Sensitive];
        init => personal = value;
    }

    private readonly IReadOnlyList<string> personal = [];

    /// <summary>
    /// Columns of health, belief, offences or biometrics (Personal Data Protection Act 2010, s.4): personal without being named there too.
    /// The register and an answer say so. One that is plain, or found by an index of any kind, stops the start.
    /// </summary>
    public IReadOnlyList<string> Sensitive { get; init; } = [];

    /// <summary>Why its personal columns are not encrypted; null where they are.</summary>
    public string? PlainBecause { get; init; }

    /// <summary>
    /// Column with the moment a row was deleted, from which on it lies in the bin; null where rows are not deleted. A table that has it,
    /// or an event of its own, has a text <c>record.{schema}.{name}</c>: its records in the words of the trade.
    /// </summary>
    public string? Deleted { get; init; }

    /// <summary>Why its rows are never purged, although their time comes; null where they are.</summary>
    public string? KeptBecause { get; init; }

    /// <summary>Why whoever asks for their data is not told its personal columns; null where an <c>ISubjectSource</c> tells them.</summary>
    public string? UntoldBecause { get; init; }

    /// <summary>Columns of keyed hashes that personal values are found or compared by.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>
    /// Why an archive of the business leaves the table out; null where it takes it. What <see cref="Retention.Working"/> keeps for hours
    /// and what all businesses share is left out anyway.
    /// </summary>
    public string? NotArchivedBecause { get; init; }

    /// <summary>
    /// What becomes of its rows when a business is restored to a time; null for the rule: what is only added to stays and what lacks comes
    /// back, what may change becomes as it was then, what works for hours is left alone.
    /// </summary>
    public RestoredAs? Restored { get; init; }

    /// <summary>Columns an archive leaves out beside <see cref="Keys"/>, because they mean something in this database alone.</summary>
    public IReadOnlyList<string> NotArchived { get; init; } = [];

    /// <summary>
    /// What stays of a deleted row whose time has come while a later record needs it; null where such a row waits whole.
    /// </summary>
    public Remainder? Remains { get; init; }

    /// <summary>
    /// What its records are called in the log and by whatever hangs on records of any kind, such as <c>trade.customer</c>: that goes
    /// with them.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>Its rows hang on a record of any kind, by <c>subject</c> and <c>record_id</c>.</summary>
    public bool OfAnyRecord { get; init; }
}

/// <summary>Something that happens and that a webhook may tell. Its name is the text <c>event.{Key}</c>.</summary>
/// <param name="Key">Unique key, such as <c>retail.sale_recorded</c>: the message's <c>type</c>.</param>
/// <param name="Permission">What its data asks of a reader: whoever sets the webhook up holds it, and must go on holding it.</param>
public sealed record BusinessEvent(string Key, string Permission);

/// <summary>A kind of background work.</summary>
/// <param name="Kind">Unique key, such as <c>retail.import_products</c>.</param>
/// <param name="Handler">The type that does it (<c>IWorkHandler</c> of the platform).</param>
public sealed record WorkKind(string Kind, Type Handler)
{
    /// <summary>Tries before the item becomes a dead letter.</summary>
    public int MaximumAttempts { get; init; } = 8;
}

/// <summary>Work that starts by the clock.</summary>
/// <param name="Key">Unique key.</param>
/// <param name="Cron">Five fields, in Asia/Kuala_Lumpur.</param>
/// <param name="Kind">Kind of the work item written at each due time.</param>
/// <param name="PerBusiness">One item for every active business, or one for the platform.</param>
public sealed record Schedule(string Key, string Cron, string Kind, bool PerBusiness);
