using Niaga.Contract;
using Niaga.Trade;
using Niaga.Trade.Customers;
using Niaga.Trade.Customers.Import;
using Niaga.Trade.Shifts;
using static Niaga.Contract.RowEvent;

[assembly: NiagaModule(typeof(TradeManifest))]

namespace Niaga.Trade;

/// <summary>The kernels that several industries share, with their tables in one schema.</summary>
internal sealed class TradeManifest : IModule
{
    private static readonly string[] Everyone = [BuiltInRoles.Manager, BuiltInRoles.Staff, BuiltInRoles.Accountant, BuiltInRoles.ReadOnly];
    private const string Customers = "trade.customers";
    private static readonly string[] Books = [BuiltInRoles.Manager, BuiltInRoles.Accountant];

    public Manifest Describe() =>
        new()
        {
            Key = "trade",
            Assembly = typeof(TradeManifest).Assembly,
            Order = 10,
            Permissions =
            [
                new(TradePermissions.CustomersPick),
                new(TradePermissions.CustomersView) { DefaultRoles = Everyone, Implies = [TradePermissions.CustomersPick] },
                new(TradePermissions.CustomersEdit)
                {
                    DefaultRoles = [BuiltInRoles.Manager, BuiltInRoles.Staff],
                    Implies = [TradePermissions.CustomersView],
                },
                new(TradePermissions.CustomersDelete) { DefaultRoles = [BuiltInRoles.Manager], Implies = [TradePermissions.CustomersEdit] },
                new(TradePermissions.CustomersMerge) { DefaultRoles = [BuiltInRoles.Manager], Implies = [TradePermissions.CustomersEdit] },
                new(TradePermissions.CustomersCredit) { DefaultRoles = Books, Implies = [TradePermissions.CustomersEdit] },
                new(TradePermissions.CustomersExport) { DefaultRoles = Books, Implies = [TradePermissions.CustomersView] },
                new(TradePermissions.RosterView) { DefaultRoles = Everyone },
                new(TradePermissions.RosterEdit) { DefaultRoles = [BuiltInRoles.Manager], Implies = [TradePermissions.RosterView] },
                new(TradePermissions.RosterExport) { DefaultRoles = Books, Implies = [TradePermissions.RosterView] },
            ],
            Navigation =
            [
                new("trade.customers", "/customers", "address-book", TradePermissions.CustomersView, 500),
                new("trade.roster", "/roster", "calendar-time", TradePermissions.RosterView, 520),
            ],
            Links =
            [
                new("trade.new_customer", "/customers/new", "user-plus", TradePermissions.CustomersEdit) { Act = true },
                new("trade.import_customers", "/customers/import", "file-import", TradePermissions.CustomersEdit) { Act = true },
                new("trade.export_customers", "/customers.xlsx", "file-spreadsheet", TradePermissions.CustomersExport) { Act = true },
                new("trade.new_shift", "/roster/new", "calendar-plus", TradePermissions.RosterEdit) { Act = true },
            ],
            Search = [new("trade.customers", typeof(CustomerSearch), "address-book", 28, TradePermissions.CustomersView)],
            Imports =
            [
                new(
                    CustomerImport.Key,
                    typeof(CustomerImport),
                    "customers",
                    "customer-imports",
                    TradePermissions.CustomersEdit,
                    CustomerColumn.All
                )
                {
                    Personal = true,
                },
            ],
            Tables =
            [
                new("number_counters", Retention.Business) { Restored = RestoredAs.Highest },
                new("stock_locations", Retention.Business),
                new("stock_levels", Retention.Business) { Restored = RestoredAs.Merged },
                new("stock_movements", Retention.Accounting, At("at")),
                new("stock_rules", Retention.Business),
                new("branches", Retention.Business),
                new("customers", Retention.Business)
                {
                    Personal = ["name", "tin", "identity", "registration", "note", "own"],
                    Keys = ["tin_key", "identity_key"],
                    Deleted = "deleted_at",
                    Subject = CustomerAudit.Subject,
                    Remains = CustomerRemains.Of,
                },
                new("customer_contacts", Retention.Business, With(Customers)) { Personal = ["value"], Keys = ["value_key"] },
                new("customer_addresses", Retention.Business, With(Customers))
                {
                    Personal = ["label", "line1", "line2", "postcode", "town"],
                },
                new("customer_tokens", Retention.Business, With(Customers))
                {
                    Restored = RestoredAs.Replaced,
                    Keys = ["token"],
                    NotArchivedBecause = "Made anew of the customers, with the keys of the business they come into.",
                },
                new("customer_groups", Retention.Business),
                new("customer_tags", Retention.Business, With(Customers)),
                new("customer_consents", Retention.Evidence, At("coalesce(withdrawn_at, ended_at)")) { Restored = RestoredAs.Merged },
                new("consent_proofs", Retention.Evidence, With("trade.customer_consents")),
                new("customer_merges", Retention.Business, With(Customers)),
                new("work_shifts", Retention.Employment, At("ends_at"))
                {
                    Personal = ["note"],
                    PlainBecause = "What is to be done on a shift, for all on the roster to read; the form asks to name nobody.",
                    Deleted = "removed_at",
                },
                new("tax_rates", Retention.Platform)
                {
                    SharedBecause = "The law's rates, the same for every business; read-only to the application.",
                },
            ],
            Events =
            [
                new(CustomerTold.Created, TradePermissions.CustomersView),
                new(CustomerTold.Changed, TradePermissions.CustomersView),
                new(CustomerTold.Deleted, TradePermissions.CustomersView),
                new(CustomerTold.Merged, TradePermissions.CustomersView),
            ],
            AuditedEvents =
            [
                "trade.customer_created",
                "trade.customer_changed",
                "trade.customer_archived",
                "trade.customer_restored",
                "trade.customer_deleted",
                "trade.customer_undeleted",
                "trade.customers_merged",
                "trade.merge_undone",
                "trade.consent_given",
                "trade.consent_withdrawn",
                "trade.customers_exported",
                "trade.customer_looks_exported",
                "trade.branch_created",
                "trade.branch_changed",
                "trade.branch_archived",
                "trade.branch_restored",
                "trade.shift_added",
                "trade.shift_changed",
                "trade.shift_removed",
                "trade.shift_restored",
                "trade.roster_copied",
                "trade.roster_copy_undone",
                "trade.roster_published",
                "trade.roster_exported",
            ],
            SecurityEvents = ["trade.customers_exported", "trade.customer_looks_exported", "trade.roster_exported"],
            Notifications =
            [
                new(WorkShiftNotices.Published, "calendar-check", null, "days", "shifts")
                {
                    Mail = ByMail.UnlessUnwanted,
                    NamedWith = TradePermissions.RosterView,
                },
                new(WorkShiftNotices.Changed, "calendar-event", null, "shift") { NamedWith = TradePermissions.RosterView },
                new(WorkShiftNotices.Removed, "calendar-off", null, "shift") { NamedWith = TradePermissions.RosterView },
            ],
            Widgets = [new("trade.next_shift", typeof(NextShift), TradePermissions.RosterView, 50) { Aside = true }],
            MoneyFacts = ["creditLimit"],
            Parts = typeof(TradeStartup),
        };
}
