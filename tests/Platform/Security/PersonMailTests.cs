using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Identity.Members;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Mail;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Security;

/// <summary>What people are told by mail: once each, in their language, at their own address.</summary>
public sealed class PersonMailTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_device_not_seen_before_is_told_and_a_known_one_is_not()
    {
        var shop = await app.SignUp();
        using var first = await app.Enter(shop.Email);
        await SignIn(first, shop.Email);
        using var second = await app.Enter(shop.Email);
        var message = await EmailMessage(shop.Email, "on a new device");
        message.Body.ShouldContain("Hello Siti Owner");
        message.Body.ShouldContain("127.0.0.1");
        message.Body.ShouldContain(MalaysianTime.Show(TimeProvider.System.GetUtcNow(), Language.English)[..11]);
        message.Body.ShouldContain("\n" + app.Address + "/account/devices");
        message.Body.ShouldContain("\n" + app.Address + "/forgot-password");
        await Idle();
        (await Emails(shop.Email)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_changed_password_is_told_in_the_persons_language()
    {
        var shop = await app.SignUp();
        await using (var connection = await app.Connect(TestServer.Tester))
        {
            await using var malay = new Npgsql.NpgsqlCommand(
                $"UPDATE platform.people SET language = 'ms' WHERE id = '{shop.Owner}'",
                connection
            );
            await malay.ExecuteNonQueryAsync();
        }
        using var browser = await app.Enter(shop.Email);
        await browser.Post(
            await browser.Get("/account/security"),
            "password",
            ("Change.Current", TestBusiness.Password),
            ("Change.Password", "teh tarik kurang manis")
        );
        var message = await EmailMessage(shop.Email, "telah ditukar");
        message.Body.ShouldContain("Salam Siti Owner");
        message.Body.ShouldContain("/forgot-password");
        message.Body.ShouldNotContain("teh tarik");
    }

    [Fact]
    public async Task A_repeated_attempt_is_the_same_letter_and_an_address_left_behind_is_told_too()
    {
        var shop = await app.SignUp();
        var sent = new TestMailbox();
        await using var scope = app.Services.CreateAsyncScope();
        var handler = ActivatorUtilities.CreateInstance<MailPersonEvent>(scope.ServiceProvider, sent);
        var payload = new MailPersonEvent.Payload(
            shop.Owner.Value,
            "platform.email_changed",
            TimeProvider.System.GetUtcNow(),
            null,
            null,
            "https://niaga.my",
            "old@kedai.my"
        );
        var item = new WorkItem(Guid.CreateVersion7(), MailPersonEvent.Kind, 1, System.Text.Json.JsonSerializer.Serialize(payload));
        await handler.Handle(item, CancellationToken.None);
        await handler.Handle(item with { Attempt = 2 }, CancellationToken.None);
        sent.Emails.Select(l => l.To).Distinct().ShouldBe([shop.Email, "old@kedai.my"]);
        sent.Emails.Select(l => l.Key).Distinct().Count().ShouldBe(2);
        sent.Emails.Count.ShouldBe(4);
        // Nothing to say about where it came from: no empty line says so.
        sent.Emails[0].Body.ShouldNotContain("Device:");
        sent.Emails[0].Body.ShouldContain("hello@niaga.localhost");
    }

    [Fact]
    public async Task Every_event_a_person_is_told_of_has_words_in_both_languages()
    {
        var texts = app.Services.GetRequiredService<TextCatalog>();
        PersonMails.Events.Count().ShouldBeGreaterThan(10);
        foreach (var name in PersonMails.Events.Select(PersonMails.Name))
        {
            texts.Has($"mail.security.{name}.subject").ShouldBeTrue(name);
            texts.Has($"mail.security.{name}.text").ShouldBeTrue(name);
        }
        var shop = await app.SignUp();
        var sent = new TestMailbox();
        foreach (var language in Language.All)
        {
            await using var scope = app.Services.CreateAsyncScope();
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
            var person = (await accounts.FindByIdAsync(shop.Owner.ToString()))!;
            person.Language = language.Code;
            await accounts.UpdateAsync(person);
            var handler = ActivatorUtilities.CreateInstance<MailPersonEvent>(scope.ServiceProvider, sent);
            foreach (var action in PersonMails.Events)
            {
                var payload = new MailPersonEvent.Payload(
                    shop.Owner.Value,
                    action,
                    TimeProvider.System.GetUtcNow(),
                    "Chrome, Android",
                    "203.0.113.7",
                    "https://niaga.my",
                    null
                );
                await handler.Handle(
                    new(Guid.CreateVersion7(), MailPersonEvent.Kind, 1, System.Text.Json.JsonSerializer.Serialize(payload)),
                    CancellationToken.None
                );
            }
        }
        sent.Emails.ShouldAllBe(l =>
            l.Body.Contains("Chrome, Android", StringComparison.Ordinal)
            && l.Body.Contains("203.0.113.7", StringComparison.Ordinal)
            && !l.Body.Contains('{')
        );
        sent.Emails.Count.ShouldBe(2 * PersonMails.Events.Count());
    }

    [Fact]
    public async Task Mail_that_cannot_be_sent_keeps_nobody_out()
    {
        await using var broken = new Broken();
        await broken.InitializeAsync();
        var shop = await broken.SignUp();
        using var first = await broken.Enter(shop.Email);
        using var second = await broken.Enter(shop.Email);
        (await second.Get($"/{shop.Slug}/")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await Until.True(() => broken.Mail.Tries > 0, "the e-mail was tried");
    }

    [Fact]
    public async Task Changed_rules_are_told_to_every_owner_and_to_no_one_else()
    {
        var shop = await app.SignUp();
        var (partner, manager) = (await app.Join(shop, BuiltInRoles.Owner), await app.Join(shop, BuiltInRoles.Manager));
        await using (var scope = shop.Act())
        {
            (
                await ChangeAccessPolicy.Do(
                    scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                    new([BuiltInRoles.Manager], 60, null),
                    CancellationToken.None
                )
            ).Refusal.ShouldBeNull();
        }
        foreach (var owner in new[] { shop, partner })
        {
            var message = await EmailMessage(owner.Email, $"Sign-in rules of Kedai {shop.Slug}");
            message.Body.ShouldContain($"Siti Owner changed the rules by which members sign in to Kedai {shop.Slug}");
            message.Body.ShouldContain($"/{shop.Slug}/settings/security-log");
        }
        await Idle();
        (await Emails(manager.Email)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_owner_is_told_to_every_owner_however_they_became_one()
    {
        var shop = await app.SignUp();
        var manager = await app.Join(shop, BuiltInRoles.Manager);
        await using (var scope = shop.Act())
        {
            (
                await ChangeMemberRole.Do(
                    scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
                    new(manager.Owner, BuiltInRoles.Owner),
                    CancellationToken.None
                )
            ).Refusal.ShouldBeNull();
        }
        (await EmailMessage(shop.Email, $"Kedai {shop.Slug} has a new owner")).Body.ShouldContain(
            "Siti Owner made Siti Owner an owner of Kedai"
        );
        var invited = $"{Guid.NewGuid():N}@kedai.my";
        (
            await app.As(
                shop,
                shop.Owner,
                r => InviteMember.Do(r, new(invited, BuiltInRoles.Owner, "en", app.Address), CancellationToken.None)
            )
        ).Refusal.ShouldBeNull();
        var code = Staff.Link(await app.EmailMessage(invited)).Split('/')[^1];
        (
            await app.As(
                shop,
                null,
                r => AcceptInvitation.Do(r, new(code, "Nur Aisyah", TestBusiness.Password, "en"), CancellationToken.None)
            )
        ).Refusal.ShouldBeNull();
        foreach (var owner in new[] { shop.Email, manager.Email })
        {
            await Until.True(
                async () =>
                    (await Emails(owner)).Any(l =>
                        l.Body.Contains("Nur Aisyah accepted an invitation and is now an owner", StringComparison.Ordinal)
                    ),
                owner,
                30
            );
        }
    }

    private static Task<Page> SignIn(Browser browser, string email) => Post(browser, email);

    private static async Task<Page> Post(Browser browser, string email) =>
        await browser.Post(
            await browser.Get("/en/sign-in?again=true"),
            "sign-in",
            ("Form.Email", email),
            ("Form.Password", TestBusiness.Password)
        );

    /// <summary>Waits until no work is waiting.</summary>
    private Task Idle() =>
        Until.True(
            async () =>
            {
                await using var connection = await app.Connect(TestServer.Tester);
                await using var ask = new Npgsql.NpgsqlCommand(
                    "SELECT count(*) FROM platform.work_queue WHERE due_at <= now()",
                    connection
                );
                return (long)(await ask.ExecuteScalarAsync())! == 0;
            },
            "no work waits",
            30
        );

    private async Task<FolderMail.Kept> EmailMessage(string to, string subject)
    {
        FolderMail.Kept? message = null;
        await Until.True(
            async () =>
                (message = (await Emails(to)).FirstOrDefault(l => l.Subject.Contains(subject, StringComparison.Ordinal))) is not null,
            $"an e-mail to {to}: {subject}",
            30
        );
        return message!;
    }

    private async Task<IReadOnlyList<FolderMail.Kept>> Emails(string to) =>
        [
            .. (await app.Services.GetRequiredService<FolderMail>().Newest(200, CancellationToken.None)).Where(l =>
                l.To.Contains(to, StringComparison.Ordinal)
            ),
        ];

    private sealed class TestMailbox : IMail
    {
        public List<EmailMessage> Emails { get; } = [];

        public int Tries { get; private set; }

        public bool Shut { get; init; }

        public Task Send(EmailMessage message, CancellationToken cancel)
        {
            Tries++;
            if (Shut)
                throw new IOException("the server is away");

            Emails.Add(message);
            return Task.CompletedTask;
        }
    }

    private sealed class Broken : NiagaApp
    {
        public TestMailbox Mail { get; } = new() { Shut = true };

        protected override void Replace(IServiceCollection services) => services.AddSingleton<IMail>(Mail);
    }
}
