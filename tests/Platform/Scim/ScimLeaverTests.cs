using System.Net;
using Niaga.Identity.Access;
using Niaga.Identity.Accounts;
using Niaga.Identity.Members;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Scim;

/// <summary>A leaver is out at the next request, on every node, however they came.</summary>
public sealed class ScimLeaverTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_leaver_is_out_at_once_on_every_node_with_cookie_company_sign_in_and_key(bool deactivated)
    {
        await using var second = await app.AnotherNode();
        using var directory = await Directory.Of(app);
        var leaver = await directory.Create("leaver");
        await directory.Sql($"UPDATE platform.memberships SET role = 'manager' WHERE person_id = '{leaver.Id}'");
        var person = new PersonId(Guid.Parse(leaver.Id));
        using var cookie = await SignedIn(person, null);
        using var company = await SignedIn(person, directory.Shop.Tenant);
        using var key = app.NewClient();
        key.DefaultRequestHeaders.Authorization = new("Bearer", await KeyOf(directory, person));
        string[] nodes = [app.Address, second.Address];
        foreach (var node in nodes)
        {
            foreach (var (client, path) in Ways(directory, cookie, company, key))
                (await Get(client, node + path)).ShouldBe(HttpStatusCode.OK, $"{node}{path}");
        }

        var gone = deactivated
            ? await directory.Change(
                leaver.Id,
                new
                {
                    op = "Replace",
                    path = "active",
                    value = "False",
                }
            )
            : await directory.Send(HttpMethod.Delete, "Users/" + leaver.Id);
        gone.Status.ShouldBe(deactivated ? HttpStatusCode.OK : HttpStatusCode.NoContent);

        foreach (var node in nodes)
        {
            await Until.True(
                async () => await Get(cookie, $"{node}/{directory.Shop.Slug}/") == HttpStatusCode.NotFound,
                "the cookie opens nothing here",
                2
            );
            await Until.True(
                async () => await Get(company, $"{node}/{directory.Shop.Slug}/") is HttpStatusCode.Found or HttpStatusCode.NotFound,
                "the company's sign-in is over",
                2
            );
            await Until.True(async () => await Get(key, node + "/api/v1/business") == HttpStatusCode.Unauthorized, "the key is dead", 2);
            // The person's own sign-in goes on elsewhere; the company's is ended for good.
            (await Get(cookie, node + "/businesses")).ShouldBe(HttpStatusCode.OK);
        }
        (
            await directory.Shop.Ask<long>(
                $"SELECT count(*) FROM platform.sessions WHERE person_id = '{leaver.Id}' AND bound_to IS NOT NULL AND ended_at IS NULL"
            )
        ).ShouldBe(0);
        (
            await directory.Shop.Ask<long>(
                $"SELECT count(*) FROM platform.sessions WHERE person_id = '{leaver.Id}' AND bound_to IS NULL AND ended_at IS NULL"
            )
        ).ShouldBe(1);
        var action = deactivated ? "platform.scim_user_deactivated" : "platform.scim_user_removed";
        (
            await directory.Shop.Ask<long>(
                $"SELECT count(*) FROM platform.audit_entries WHERE action = '{action}' AND subject_id = '{leaver.Id}'"
            )
        ).ShouldBe(1);
        (await directory.Send(HttpMethod.Get, "Users/" + leaver.Id)).Status.ShouldBe(
            deactivated ? HttpStatusCode.OK : HttpStatusCode.NotFound
        );
    }

    [Theory]
    [InlineData(
        "the person took another address",
        "UPDATE platform.people SET email = '{0}@gmail.com', normalized_email = upper('{0}@gmail.com') WHERE id = '{0}'"
    )]
    [InlineData("the domain lapsed", "UPDATE platform.domains SET verified_at = NULL WHERE domain = '{1}'")]
    [InlineData(
        "the directory holds an address whose domain lapsed",
        "UPDATE platform.scim_users SET email = 'x@elsewhere.my' WHERE person_id = '{0}'"
    )]
    public async Task Whom_a_directory_made_it_can_close_whatever_has_become_of_their_address(string what, string sql)
    {
        using var directory = await Directory.Of(app);
        var leaver = await directory.Create("leaver");
        await directory.Sql(
            sql.Replace("{0}", leaver.Id, StringComparison.Ordinal).Replace("{1}", directory.Domain, StringComparison.Ordinal)
        );
        var closed = await directory.Change(
            leaver.Id,
            new
            {
                op = "replace",
                path = "active",
                value = false,
            }
        );
        (closed.Status, closed.Active).ShouldBe((HttpStatusCode.OK, false), what);
        (await directory.Shop.Ask<string>($"SELECT status FROM platform.memberships WHERE person_id = '{leaver.Id}'")).ShouldBe(
            "suspended"
        );
        (await directory.Send(HttpMethod.Delete, "Users/" + leaver.Id)).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_address_outside_in_the_same_message_keeps_nobody_in()
    {
        using var directory = await Directory.Of(app);
        var leaver = await directory.Create("leaver");
        // As Entra ID does: the mailbox moves to a domain of its own while the account is closed.
        var outside = new
        {
            op = "replace",
            path = "emails[type eq \"work\"].value",
            value = "leaver@kedai.onmicrosoft.com",
        };
        (await directory.Change(leaver.Id, outside)).ShouldBeRefused(HttpStatusCode.BadRequest, "invalidValue");
        (
            await directory.Change(
                leaver.Id,
                outside,
                new
                {
                    op = "replace",
                    path = "active",
                    value = false,
                }
            )
        ).Active.ShouldBeFalse();
        (await directory.Shop.Ask<bool>($"SELECT email IS NULL FROM platform.scim_users WHERE person_id = '{leaver.Id}'")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_letter_on_its_way_lets_nobody_back_in()
    {
        using var directory = await Directory.Of(app);
        var code = await Invite("siti");
        var made = await directory.Create("siti");
        (await Open()).ShouldBe(0, "who came by the directory needs no e-mail");
        await Invite("siti", evenSo: true);
        (await directory.Send(HttpMethod.Delete, "Users/" + made.Id)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await Open()).ShouldBe(0, "who was sent away is not let in by one");
        (
            await app.As(
                directory.Shop,
                null,
                r => AcceptInvitation.Do(r, new(code, "Siti", TestBusiness.Password, "en"), CancellationToken.None)
            )
        ).Refusal!.Code.ShouldBe("platform.invitation_spent");

        Task<long> Open() =>
            directory.Shop.Ask<long>("SELECT count(*) FROM platform.invitations WHERE accepted_at IS NULL AND revoked_at IS NULL");

        async Task<string> Invite(string name, bool evenSo = false)
        {
            var email = $"{name}@{directory.Domain}";
            if (evenSo)
            {
                // Sent at the very moment the directory made them.
                await directory.Sql(
                    $"""
                    INSERT INTO platform.invitations (tenant_id, invitation_id, email, email_key, role, language, invited_by,
                    token_hash, created_at, sent_at, sent_count, expires_at) VALUES ('{directory.Shop.Tenant}', gen_random_uuid(),
                    '{email}', upper('{email}'), 'staff', 'en', '{directory.Shop.Owner}', sha256('x'), now(), now(), 1,
                    now() + interval '7 days')
                    """
                );
                return "";
            }
            (
                await app.As(
                    directory.Shop,
                    directory.Shop.Owner,
                    r => InviteMember.Do(r, new(email, "staff", "en", app.Address), CancellationToken.None)
                )
            ).Refusal.ShouldBeNull();
            return Staff.Link(await app.EmailMessage(email)).Split('/')[^1];
        }
    }

    [Fact]
    public async Task Whom_the_directory_sent_away_it_brings_back_and_nobody_else()
    {
        using var directory = await Directory.Of(app);
        var made = await directory.Create("siti");
        await directory.Change(
            made.Id,
            new
            {
                op = "replace",
                path = "active",
                value = false,
            }
        );
        (
            await directory.Change(
                made.Id,
                new
                {
                    op = "replace",
                    path = "active",
                    value = true,
                }
            )
        ).Active.ShouldBeTrue();
        (
            await directory.Shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.scim_user_reactivated'")
        ).ShouldBe(1);
        // Back by the directory, then suspended by somebody here: that the directory leaves alone.
        await directory.Sql($"UPDATE platform.memberships SET status = 'suspended' WHERE person_id = '{made.Id}'");
        (
            await directory.Change(
                made.Id,
                new
                {
                    op = "replace",
                    path = "active",
                    value = true,
                }
            )
        ).ShouldBeRefused(HttpStatusCode.Forbidden, null);
        (await directory.Shop.Ask<string>($"SELECT status FROM platform.memberships WHERE person_id = '{made.Id}'")).ShouldBe("suspended");
        // Removed and created again is a new beginning.
        (await directory.Send(HttpMethod.Delete, "Users/" + made.Id)).Status.ShouldBe(HttpStatusCode.NoContent);
        var again = await directory.Create("siti");
        (again.Status, again.Id, again.Active).ShouldBe((HttpStatusCode.Created, made.Id, true));
    }

    private static IEnumerable<(HttpClient Client, string Path)> Ways(
        Directory directory,
        HttpClient cookie,
        HttpClient company,
        HttpClient key
    ) => [(cookie, $"/{directory.Shop.Slug}/"), (company, $"/{directory.Shop.Slug}/"), (key, "/api/v1/business")];

    /// <summary>A key the person made when they still could.</summary>
    private async Task<string> KeyOf(Directory directory, PersonId person)
    {
        var secret = Niaga.Identity.Access.KeySecret.New(directory.Shop.Tenant);
        await directory.Sql(
            $"""
            INSERT INTO platform.api_keys (tenant_id, key_id, person_id, name, scope, secret_hash, hint, created_at, expires_at)
            VALUES ('{directory.Shop.Tenant}', '{Guid.NewGuid()}', '{person}', 'theirs',
            """
                + $"'{{platform.settings.view}}', '\\x{Convert.ToHexString(secret.Hash())}', '{secret.Hint}', "
                + $"now(), now() + interval '1 day')"
        );
        return secret.Text;
    }

    /// <summary>A browser signed in as the person, to one business alone or to all of theirs.</summary>
    private async Task<HttpClient> SignedIn(PersonId person, TenantId? boundTo)
    {
        var client = app.NewClient();
        client.DefaultRequestHeaders.Add(
            "Cookie",
            (await Niaga.Testing.SignedIn.As(app, person, TimeProvider.System.GetUtcNow(), null, boundTo)).Cookie
        );
        return client;
    }

    private static async Task<HttpStatusCode> Get(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }
}
