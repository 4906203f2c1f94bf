using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Identity.Accounts;
using Niaga.Identity.Factors;
using Niaga.Identity.Members;
using Niaga.Identity.Scim;
using Niaga.Identity.Security;
using Niaga.Papers.Letterheads;
using Niaga.Platform.Modules;
using Niaga.Platform.Notifications;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Niaga.Trade.Branches;
using Niaga.Trade.Customers;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Audit;

/// <summary>A change done twice is one change: the second writes no entry and leaves every row's version as it is.</summary>
public sealed class NothingChangedTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Held by tests of their own: products, stock rules, SCIM users, the second half of a password.</summary>
    private static readonly string[] Elsewhere =
    [
        "ChooseColumns", // ListColumnsTests
        "ChangeProduct",
        "ChangeTogether",
        // Pictures put in the order they stand in: ProductPictureTests.
        "ChangeProductPictures",
        "ChangeStockRules",
        nameof(ChangeScimUser),
        // A new password is a new hash, and two at once a lifecycle the database refuses.
        nameof(ChangePassword),
        nameof(ChangeTenantStatus),
        // Passkeys: PasskeyTests.
        nameof(RenamePasskey),
        "ChangeRetention", // RetentionTests
        "ChangeWebhook", // WebhookTests
        "ChangeWorkShift", // RosterTests
    ];

    private static readonly ChangeBusinessSettings.Input Settings = new(
        "Kedai Lain",
        "01",
        "12, Jalan Besar",
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        new([0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3])
    );

    private static readonly Dictionary<string, Func<NiagaApp, TestBusiness, Task<Func<UseCaseRunner, Task<Refusal?>>>>> Acts = new()
    {
        [nameof(ChangeBusinessSettings)] = (_, _) => Same(async r => (await ChangeBusinessSettings.Do(r, Settings, Cancel)).Refusal),
        [nameof(ChangeProfile)] = (_, _) => Same(async r => (await ChangeProfile.Do(r, new("Puan Ros", "ms"), Cancel)).Refusal),
        [nameof(ChangeLetterhead)] = (_, _) =>
            Same(async r => (await ChangeLetterhead.Do(r, new("#1f2937", "Terima kasih"), Cancel)).Refusal),
        [nameof(ChangeLanguage)] = (_, _) => Same(async r => (await ChangeLanguage.Do(r, new("ms"), Cancel)).Refusal),
        [nameof(ChangeAccessPolicy)] = (_, _) =>
            Same(async r => (await ChangeAccessPolicy.Do(r, new([BuiltInRoles.Manager, "staff"], 60, null), Cancel)).Refusal),
        [nameof(ChangeNotificationTemplate)] = (_, _) =>
            Same(async r => (await ChangeNotificationTemplate.Do(r, new("retail.low_stock", "en", "Hi", "Hello"), Cancel)).Refusal),
        [nameof(ChooseNotifications)] = (_, _) =>
            Same(async r =>
                (await ChooseNotifications.Do(r, new("daily", [new("retail.low_stock", "mail", true)], "22:00", "07:00"), Cancel)).Refusal
            ),
        [nameof(ChooseProvisioningRole)] = (_, _) =>
            Same(async r => (await ChooseProvisioningRole.Do(r, new("read-only"), Cancel)).Refusal),
        [nameof(ChangeMemberRole)] = async (app, shop) =>
        {
            var member = (await app.Hire(shop, "staff")).Person;
            return async r => (await ChangeMemberRole.Do(r, new(member, "read-only"), Cancel)).Refusal;
        },
        [nameof(ChangeMemberBranches)] = async (app, shop) =>
        {
            var member = (await app.Hire(shop, "staff")).Person;
            var branch = Guid.Parse(await shop.Ask<string>("SELECT branch_id::text FROM trade.branches"));
            return async r => (await ChangeMemberBranches.Do(r, new(member, [branch]), Cancel)).Refusal;
        },
        [nameof(ChangeCustomer)] = async (app, shop) =>
        {
            var id = (await app.As<Guid>(shop, shop.Owner, r => new CustomerInput(null, "Siti").Add(r, Cancel))).Value;
            var change = new CustomerInput(
                null,
                "Siti Aminah",
                ["0123456789"],
                Group: "Borong",
                Tags: ["VIP", "Lama"],
                CreditLimit: "5.00"
            );
            return async r => (await ChangeCustomer.Do(r, new(id, change, null), Cancel)).Refusal;
        },
        [nameof(ChangeBranch)] = async (app, shop) =>
        {
            var id = (await app.As<Guid>(shop, shop.Owner, r => CreateBranch.Do(r, new("Klang"), Cancel))).Value;
            // Open at night on Friday, so that the hours are compared one by one.
            var change = new BranchInput("Pasar Seni", "ps", Postcode: "50000", State: "14", Hours: [new(5, "18:00", "02:00")]);
            return async r => (await ChangeBranch.Do(r, new(id, change, null), Cancel)).Refusal;
        },
        [nameof(ChangeField)] = async (app, shop) =>
        {
            var made = new FieldDraft("Rak", FieldTypes.Choice, false, false, null, null, [new(null, "Atas"), new(null, "Bawah")]);
            var id = (await app.As<Guid>(shop, shop.Owner, r => AddField.Do(r, new("products", made), Cancel))).Value;
            var bottom = Guid.Parse(await shop.Ask<string>("SELECT option_id::text FROM fields.options WHERE name = 'Bawah'"));
            // One option goes, the other has a new name.
            var change = made with
            {
                Name = "Rak besar",
                Help = "Di belakang",
                Options = [new(bottom, "Bawah sekali")],
            };
            return async r => (await ChangeField.Do(r, new(id, change, null), Cancel)).Refusal;
        },
        [nameof(ChangeRole)] = async (app, shop) =>
        {
            var role = await app.MakeRole(shop, "Penyelia", "retail.sales.view");
            return async r => (await ChangeRole.Do(r, new(role, "Ketua", ["retail.products.view", "retail.sales.view"]), Cancel)).Refusal;
        },
    };

    public static TheoryData<string> Changes => [.. Acts.Keys];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Done_twice_is_done_once(string change)
    {
        var shop = await app.SignUp();
        var act = await Acts[change](app, shop);
        await Do();
        var (entries, rows) = (await Entries(), await Versions());
        await Do();
        (await Entries()).ShouldBe(entries);
        (await Versions()).ShouldBe(rows);

        async Task Do()
        {
            var outcome = await app.As<Done>(shop, shop.Owner, async r => await act(r) is { } no ? no : default(Done));
            outcome.Refusal?.Code.ShouldBeNull();
        }

        Task<long> Entries() =>
            shop.Ask<long>(
                "SELECT count(*) FROM platform.audit_entries WHERE action NOT IN ('platform.sign_in', 'platform.member_joined')"
            );

        Task<string> Versions() =>
            shop.Ask<string>(
                $"""
                SELECT concat_ws(' ', (SELECT string_agg(xmin::text, ',' ORDER BY tenant_id) FROM platform.businesses),
                    (SELECT concurrency_stamp FROM platform.people WHERE id = '{shop.Owner}'),
                    (SELECT string_agg(xmin::text, ',') FROM platform.access_policies),
                    (SELECT string_agg(xmin::text, ',') FROM platform.provisioning),
                    (SELECT string_agg(xmin::text, ',' ORDER BY person_id) FROM platform.memberships),
                    (SELECT string_agg(xmin::text, ',') FROM papers.letterheads),
                    (SELECT string_agg(xmin::text, ',') FROM trade.customers),
                    (SELECT string_agg(xmin::text, ',' ORDER BY branch_id) FROM trade.branches),
                    (SELECT string_agg(xmin::text, ',') FROM fields.fields),
                    (SELECT string_agg(xmin::text, ',' ORDER BY option_id) FROM fields.options),
                    (SELECT string_agg(xmin::text, ',') FROM platform.roles))
                """
            );
    }

    [Fact]
    public void Every_change_is_held_here_or_elsewhere()
    {
        string[] verbs = ["Change", "Choose", "Rename"];
        app.Services.GetRequiredService<ModuleCatalog>()
            .Assemblies.SelectMany(a => a.GetTypes())
            .Where(t => t.BaseType is { IsGenericType: true } b && b.GetGenericTypeDefinition() == typeof(UseCase<,,>))
            .Select(t => t.Name)
            .Where(n => verbs.Any(v => n.StartsWith(v, StringComparison.Ordinal)))
            .ShouldBe(Acts.Keys.Concat(Elsewhere), ignoreOrder: true);
    }

    private static Task<Func<UseCaseRunner, Task<Refusal?>>> Same(Func<UseCaseRunner, Task<Refusal?>> act) => Task.FromResult(act);
}
