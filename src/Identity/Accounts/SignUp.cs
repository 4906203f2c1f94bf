using Microsoft.AspNetCore.Identity;
using Niaga.Contract;
using Niaga.Identity.Attempts;
using Niaga.Identity.Passwords;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity.Accounts;

/// <summary>
/// A business comes to be: its owner, its address, its industry's module, working from the first moment. An address that has an
/// account already is neither refused nor told: with its password the business joins that account at once, without it once the mail's
/// link shows whose mailbox it is. Who is signed in already signs up as who they are.
/// </summary>
[PublicAccess("Signing up is how one gets an account.")]
internal sealed class SignUp(
    TenantSession session,
    AddressHolder holders,
    UserManager<Person> accounts,
    PasswordAttempt attempt,
    SignInFailures failures,
    PasswordRules rules,
    Outbox outbox,
    AuditTrail audit,
    ModuleCatalog modules,
    Caller caller,
    TimeProvider clock
) : UseCase<SignUp, SignUp.Input, SignUp.Welcome>
{
    /// <summary>Version of the privacy notice that stands on the site.</summary>
    public const string PrivacyNotice = "2026-11";

    /// <param name="BusinessName">What the business is called.</param>
    /// <param name="Slug">Its part of the address; suggested from its name when empty.</param>
    /// <param name="Industry">Key of its industry.</param>
    /// <param name="State">Code of its state.</param>
    /// <param name="OwnerName">Who signs it up; not asked, as are address and password, of who is signed in.</param>
    /// <param name="Email">Their address.</param>
    /// <param name="Password">Of their account, or the one it shall have.</param>
    /// <param name="Agree">They agree to the privacy notice.</param>
    /// <param name="Language">The language they read.</param>
    /// <param name="Origin">Scheme and host the link leads to that confirms the address; null to send none.</param>
    public sealed record Input(
        string? BusinessName,
        string? Slug,
        string? Industry,
        string? State,
        string? OwnerName,
        string? Email,
        string? Password,
        bool Agree,
        string Language,
        string? Origin = null
    );

    public sealed record Welcome(string Slug, Guid Person);

    public override async Task<Outcome<Welcome>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var name = SingleLineName.Read(input.BusinessName, nameof(input.BusinessName), refusals);
        var known = caller is { Person: { } self, Session.BoundTo: null } ? await accounts.FindByIdAsync(self.ToString()) : null;
        var owner = known?.DisplayName ?? SingleLineName.Read(input.OwnerName, nameof(input.OwnerName), refusals);
        if (!Slug.TryParse(string.IsNullOrWhiteSpace(input.Slug) ? Slug.Suggest(name)?.Value : input.Slug, out var slug))
            refusals.Add(PlatformErrors.SlugInvalid());
        else if (ReservedSlugs.Contains(slug.Value))
            refusals.Add(PlatformErrors.SlugReserved(slug.Value));
        var module = modules.ByIndustry(input.Industry ?? "");
        if (module is null)
            refusals.Add(PlatformErrors.IndustryUnknown());
        if (!MalaysianState.TryParse(input.State, out var state))
            refusals.Add(PlatformErrors.StateUnknown());
        if (!EmailAddress.TryParse(known?.Email ?? input.Email, out var email))
            refusals.Add(PlatformErrors.EmailInvalid());
        if (known is null && rules.Check(input.Password, owner, input.Email, name, input.Slug) is { } weak)
            refusals.Add(weak);
        if (!input.Agree)
            refusals.Add(PlatformErrors.PrivacyNotAgreed());
        if (Refusal.Of(refusals) is { } refused)
            return refused;

        var now = clock.GetUtcNow();
        var person = known ?? await FindOrCreate(owner, email!, input, now, cancel);
        // From here on it is the owner who acts: the log names them.
        caller.Identify(person.PersonId, []);
        await Register(slug!, now, cancel);
        var db = session.Open<PlatformDb>();
        db.Set<Business>().Add(new(name, input.Industry!, state!.Code, PrivacyNotice, now));
        session.Open<IdentityDb>().Set<Membership>().Add(new(person.PersonId, BuiltInRoles.Owner, now));
        if (module!.Entitlement is { } entitlement)
            db.Set<EntitlementGrant>().Add(new(entitlement.Key, now));
        audit.Record(
            "platform.business_signed_up",
            "platform.business",
            session.Tenant,
            after: new
            {
                name,
                input.Industry,
                State = state.Code,
                Slug = slug!.Value,
                Owner = person.Id,
                PrivacyNotice,
            }
        );
        return new Welcome(slug.Value, person.Id);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "tenants_slug_unique"
            ? PlatformErrors.SlugTaken(Slug.Suggest(input.Slug ?? input.BusinessName)?.Value ?? "")
            : null;

    /// <summary>The account that address and password open, or a new one. Either way it costs one hash more than signing in.</summary>
    private async Task<Person> FindOrCreate(string name, EmailAddress email, Input input, DateTimeOffset now, CancellationToken cancel)
    {
        var tried = await attempt.Make(email, input.Password!, cancel);
        if (tried.Opened is { } known)
        {
            attempt.Spend(input.Password!);
            return known;
        }
        // Noted by itself: a guess counts although the sign-up around it is refused.
        await failures.Note(tried, tooOften: false, signingUp: true, cancel);
        var person = new Person(name, email.Value, input.Language, now);
        await holders.Create(person, input.Password, confirmed: false, cancel);
        if (input.Origin is { } origin)
            outbox.Add(MailEmailLink.Kind, new MailEmailLink.Payload(person.Id, null, origin));
        return person;
    }

    /// <summary>The directory entry: pending, then active, as the lifecycle in the database asks.</summary>
    private async Task Register(Slug slug, DateTimeOffset now, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                new("INSERT INTO platform.tenants (tenant_id, slug, status, created_at, changed_at) VALUES ($1, $2, 'pending', $3, $3)")
                {
                    Parameters =
                    {
                        new() { Value = session.Tenant.Value },
                        new() { Value = slug.Value },
                        new() { Value = now },
                    },
                },
                new("UPDATE platform.tenants SET status = 'active', changed_at = $2 WHERE tenant_id = $1")
                {
                    Parameters =
                    {
                        new() { Value = session.Tenant.Value },
                        new() { Value = now },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
