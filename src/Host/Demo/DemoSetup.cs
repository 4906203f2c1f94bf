using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.Accounts;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Host.Demo;

/// <summary>
/// How a demonstration comes into its business: through the real sign-up, as its owner, with an owner's rights and no more.
/// </summary>
internal sealed class DemoSetup(IServiceProvider services, ModuleCatalog modules)
{
    private readonly AccessCache access = services.GetRequiredService<AccessCache>();

    /// <summary>
    /// A scope in which the owner acts; signs the business up when it does not exist. Run use cases in it, then dispose it.
    /// </summary>
    public async Task<AsyncServiceScope> Enter(DemoAccounts.Account account, string industry, DemoAddress address, CancellationToken cancel)
    {
        if (await access.Find(Slug.Parse(account.Slug), cancel) is null)
            await SignUp(account, industry, address, cancel);
        return await AsOwner(Slug.Parse(account.Slug), cancel);
    }

    private async Task SignUp(DemoAccounts.Account account, string industry, DemoAddress address, CancellationToken cancel)
    {
        await using (var scope = services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<Caller>().Enter(TenantId.New(), null, []);
            var outcome = await Identity.Accounts.SignUp.Do(
                scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                new(
                    account.Business,
                    account.Slug,
                    industry,
                    address.State,
                    account.Owner,
                    account.Email,
                    DemoAccounts.Password,
                    true,
                    "ms"
                ),
                cancel
            );
            Done(outcome);
            // Nobody reads a demonstration's mail.
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
            var person = (await accounts.FindByIdAsync(outcome.Value.Person.ToString()))!;
            person.EmailConfirmed = true;
            if (!(await accounts.UpdateAsync(person)).Succeeded)
                throw new InvalidOperationException("The demonstration's address could not be confirmed.");
        }
        await using var owner = await AsOwner(Slug.Parse(account.Slug), cancel);
        Done(
            await ChangeBusinessSettings.Do(
                owner.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                new(
                    account.Business,
                    address.State,
                    address.Line1,
                    null,
                    address.Postcode,
                    address.Town,
                    address.Phone,
                    account.Email,
                    address.SsmNumber,
                    null,
                    address.SstNumber
                ),
                cancel
            )
        );
    }

    private async Task<AsyncServiceScope> AsOwner(Slug slug, CancellationToken cancel)
    {
        var tenant = (await access.Find(slug, cancel))!;
        var scope = services.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant.Id, slug, tenant.Entitlements);
        caller.SetOrigin(Origin.Operator);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        var owner = await session
            .Open<IdentityDb>()
            .Set<Membership>()
            .Where(m => m.Role == BuiltInRoles.Owner)
            .OrderBy(m => m.JoinedAt)
            .FirstAsync(cancel);
        caller.Identify(owner.PersonId, modules.PermissionsOf(owner.Role));
        return scope;
    }

    private static void Done<T>(Outcome<T> outcome)
    {
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException(
                "The demonstration was refused: " + string.Join(", ", refusal.All.Select(r => r.Code + " " + r.Field))
            );
    }
}
