using Niaga.Identity.Members;
using Niaga.Platform.Refusals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Members;

/// <summary>One link, one membership; one address, one invitation: however many come at once.</summary>
public sealed class InvitationRaceTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => CancellationToken.None;

    [Fact]
    public async Task Of_ten_who_use_one_link_at_once_one_joins()
    {
        var shop = await app.SignUp();
        for (var round = 0; round < 3; round++)
        {
            var (_, message) = await app.Invite(shop, Staff.Fresh());
            var people = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.Somebody()));
            var outcomes = await Task.WhenAll(
                people.Select(p => app.As(shop, p.Person, r => AcceptInvitation.Do(r, new(Staff.Code(message), null, null, "en"), Cancel)))
            );
            outcomes.Count(o => o.Refusal is null).ShouldBe(1);
            outcomes.Where(o => o.Refusal is not null).ShouldAllBe(o => o.Refusal!.Code == "platform.invitation_spent");
            (await shop.Ask<long>("SELECT count(*) FROM platform.memberships")).ShouldBe(2 + round);
        }
    }

    [Fact]
    public async Task Of_five_visitors_with_one_link_one_gets_an_account()
    {
        var shop = await app.SignUp();
        var email = Staff.Fresh();
        var (_, message) = await app.Invite(shop, email);
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(i =>
                    app.As(
                        shop,
                        null,
                        r => AcceptInvitation.Do(r, new(Staff.Code(message), $"Ali {i}", TestBusiness.Password, "en"), Cancel)
                    )
                )
        );
        outcomes.Count(o => o.Refusal is null).ShouldBe(1);
        (await shop.Ask<long>($"SELECT count(*) FROM platform.people WHERE email = '{email}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Ten_invitations_of_one_address_at_once_are_one()
    {
        var shop = await app.SignUp();
        var email = Staff.Fresh();
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(i =>
                    app.As(
                        shop,
                        shop.Owner,
                        r => InviteMember.Do(r, app.Invitation(shop, i % 2 == 0 ? email : email.ToUpperInvariant()), Cancel)
                    )
                )
        );
        outcomes.Count(o => o.Refusal is null).ShouldBe(1);
        outcomes.Where(o => o.Refusal is not null).ShouldAllBe(o => o.Refusal!.Code == "platform.invitation_open");
        (await shop.Ask<long>("SELECT count(*) FROM platform.invitations")).ShouldBe(1);
        // Once it has expired the address can be invited anew.
        await app.Tell(shop, $"UPDATE platform.invitations SET expires_at = now() WHERE tenant_id = '{shop.Tenant}'");
        (await app.As(shop, shop.Owner, r => InviteMember.Do(r, app.Invitation(shop, email), Cancel))).Refusal.ShouldBeNull();
    }
}
