using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Access;
using Niaga.Identity.Members;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Mail;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Testing;
using Npgsql;

namespace Niaga.Platform.Tests.Members;

/// <summary>Members of a business, made without the sign-in steps that other tests are about.</summary>
internal static class Staff
{
    internal sealed record Member(PersonId Person, string Email);

    /// <summary>Somebody with a confirmed account and no business.</summary>
    public static async Task<Member> Somebody(this NiagaApp app, string name = "Ali bin Abu")
    {
        await using var scope = app.Services.CreateAsyncScope();
        var person = new Person(name, $"{Guid.NewGuid():N}@kedai.my", "en", TimeProvider.System.GetUtcNow()) { EmailConfirmed = true };
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<Person>>().CreateAsync(person, TestBusiness.Password);
        if (!made.Succeeded)
            throw new InvalidOperationException(string.Join(", ", made.Errors.Select(e => e.Code)));

        return new(person.PersonId, person.Email!);
    }

    /// <summary>Somebody who has a place in the business.</summary>
    public static async Task<Member> Hire(this NiagaApp app, TestBusiness shop, string role, string name = "Ali bin Abu")
    {
        var member = await app.Somebody(name);
        await app.Tell(
            shop,
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{shop.Tenant}', '{member.Person}', '{role}', now())
            """
        );
        return member;
    }

    /// <summary>SQL as <c>app</c> behind the business's lock, committed: what somebody did elsewhere.</summary>
    public static async Task Tell(this NiagaApp app, TestBusiness shop, string sql)
    {
        await using var connection = await app.Connect(TestServer.Tester);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = shop.Tenant.ToString() } } },
                new(sql),
            },
        };
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a use case as a person who passed the access check with a role's permissions, even if they lost them since.</summary>
    /// <param name="app">On which node.</param>
    /// <param name="shop">Where.</param>
    /// <param name="person">Who; null for a visitor.</param>
    /// <param name="act">The use case.</param>
    /// <param name="gate">Permissions they came in with; their place's own when null.</param>
    public static async Task<Outcome<T>> As<T>(
        this NiagaApp app,
        TestBusiness shop,
        PersonId? person,
        Func<UseCaseRunner, Task<Outcome<T>>> act,
        IEnumerable<string>? gate = null
    )
    {
        await using var scope = app.Services.CreateAsyncScope();
        var access = scope.ServiceProvider.GetRequiredService<AccessCache>();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        var tenant = (await access.Find(shop.Tenant, CancellationToken.None))!;
        caller.Enter(tenant.Id, tenant.Slug, tenant.Entitlements);
        if (person is { } known)
            caller.Identify(
                known,
                gate is null ? (await access.FindMember(tenant, known, CancellationToken.None))?.Permissions ?? [] : [.. gate]
            );
        return await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>());
    }

    public static IReadOnlySet<string> PermissionsOf(this NiagaApp app, string role) =>
        app.Services.GetRequiredService<ModuleCatalog>().PermissionsOf(role);

    public static Task<string> RoleOf(this TestBusiness shop, PersonId person) =>
        shop.Ask<string>($"SELECT coalesce((SELECT role || ' ' || status FROM platform.memberships WHERE person_id = '{person}'), 'none')");

    /// <summary>The newest e-mail to an address, once background work has sent it.</summary>
    /// <param name="app">On which node.</param>
    /// <param name="to">The address.</param>
    /// <param name="than">A body that is known already.</param>
    public static async Task<string> EmailMessage(this NiagaApp app, string to, string? than = null)
    {
        var mail = app.Services.GetRequiredService<FolderMail>();
        var body = "";
        await Until.True(
            async () =>
            {
                body =
                    (await mail.Newest(200, CancellationToken.None))
                        .FirstOrDefault(l => l.To.Contains(to, StringComparison.OrdinalIgnoreCase))
                        ?.Body
                    ?? "";
                return body.Length > 0 && body != than;
            },
            $"an e-mail to {to}",
            30
        );
        return body;
    }

    /// <summary>The path of the link in an e-mail.</summary>
    public static string Link(string message) => new Uri(Regex.Match(message, @"https?://\S+/join/\S+").Value).AbsolutePath;

    /// <summary>The secret of an invitation's link.</summary>
    public static string Code(string message) => Link(message).Split('/')[^1];

    /// <summary>An address nobody has used.</summary>
    public static string Fresh() => $"{Guid.NewGuid():N}@kedai.my";

    public static InviteMember.Input Invitation(this NiagaApp app, TestBusiness shop, string email) =>
        new(email, "staff", "en", $"{app.Address}/{shop.Slug}");

    /// <summary>Invites somebody as staff.</summary>
    /// <returns>The invitation, and the e-mail that went out.</returns>
    public static async Task<(Guid Id, string EmailMessage)> Invite(this NiagaApp app, TestBusiness shop, string email, PersonId? by = null)
    {
        var made = await app.As(shop, by ?? shop.Owner, r => InviteMember.Do(r, app.Invitation(shop, email), CancellationToken.None));
        if (made.Refusal is not null)
            throw new InvalidOperationException(made.Refusal.Code);

        return (made.Value, await app.EmailMessage(email));
    }

    /// <summary>A role of the business's own.</summary>
    public static async Task<Guid> MakeRole(this NiagaApp app, TestBusiness shop, string name, params string[] permissions) =>
        (await app.As(shop, shop.Owner, r => CreateRole.Do(r, new(name, permissions), CancellationToken.None))).Value;

    public static async Task<Page> SignIn(this Browser browser, string email, string at = "/en/sign-in") =>
        await browser.Post(
            await browser.Get(at),
            "sign-in",
            ("Form.Email", email),
            ("Form.Password", TestBusiness.Password),
            ("Form.Keep", "true")
        );
}
