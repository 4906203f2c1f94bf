using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Niaga.Identity.People;
using Niaga.Platform.Values;

namespace Niaga.Identity.Factors;

/// <summary>What a passkey is asked for. An answer to one purpose is worth nothing for another.</summary>
public enum PasskeyPurpose
{
    Add,
    SignIn,
    SecondStep,
    Confirm,
}

/// <summary>What the browser brought back: the credential as JSON, and the sealed question it answers.</summary>
public sealed record PasskeyAnswer(string? Credential, string? State);

/// <summary>
/// Asks for passkeys and checks what comes back; the WebAuthn itself is Identity's. The question travels with the page, sealed for
/// one purpose, person and sign-in, and is spent in the database with the answer it lets through.
/// </summary>
internal sealed class Passkeys(
    UserManager<Person> accounts,
    PeopleDb people,
    PasskeyDomain domain,
    IDataProtectionProvider protection,
    IHttpContextAccessor context,
    TimeProvider clock,
    ILogger<Passkeys> log
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private HttpContext Http => context.HttpContext!;

    /// <param name="Options">For the browser's <c>navigator.credentials</c>.</param>
    /// <param name="State">To be sent back with the answer.</param>
    public sealed record Question(JsonElement Options, string State);

    private sealed record Sealed(Guid Id, PasskeyPurpose Purpose, Guid? Person, Guid? Session, DateTimeOffset Until, string Inner);

    /// <summary>To make a new passkey.</summary>
    public async Task<Question> AskNew(Person person, Guid session)
    {
        var asked = await Handler()
            .MakeCreationOptionsAsync(
                new()
                {
                    Id = person.Id.ToString(),
                    Name = person.Email!,
                    DisplayName = person.DisplayName,
                },
                Http
            );
        return Seal(asked.CreationOptionsJson, asked.AttestationState!, PasskeyPurpose.Add, person.Id, session);
    }

    /// <summary>To use one: any of the person's, or of whoever it is when <paramref name="person"/> is null.</summary>
    public async Task<Question> Ask(PasskeyPurpose purpose, Person? person, Guid? session)
    {
        var asked = await Handler().MakeRequestOptionsAsync(person, Http);
        return Seal(asked.RequestOptionsJson, asked.AssertionState!, purpose, person?.Id, session);
    }

    /// <summary>The new passkey, not kept yet; null when the answer does not hold.</summary>
    public async Task<UserPasskeyInfo?> Attest(PasskeyAnswer answer, Person person, Guid session, CancellationToken cancel)
    {
        if (Open(answer, PasskeyPurpose.Add, person.Id, session) is not { } question)
            return null;

        var result = await Handler()
            .PerformAttestationAsync(
                new()
                {
                    CredentialJson = answer.Credential!,
                    AttestationState = question.Inner,
                    HttpContext = Http,
                }
            );
        if (result is { Succeeded: true, UserEntity.Id: var id } && id == person.Id.ToString() && await Spend(question, cancel))
            return result.Passkey;

        Complain(result.Failure);
        return null;
    }

    /// <summary>Whose passkey answered; null when the answer does not hold. Its counter is kept.</summary>
    public async Task<Person?> Assert(
        PasskeyAnswer answer,
        PasskeyPurpose purpose,
        PersonId? person,
        Guid? session,
        CancellationToken cancel
    )
    {
        if (Open(answer, purpose, person?.Value, session) is not { } question)
            return null;

        var result = await Handler()
            .PerformAssertionAsync(
                new()
                {
                    CredentialJson = answer.Credential!,
                    AssertionState = question.Inner,
                    HttpContext = Http,
                }
            );
        if (result is { Succeeded: true, User: { } owner } && (person is null || owner.PersonId == person) && await Spend(question, cancel))
        {
            await accounts.AddOrUpdatePasskeyAsync(owner, result.Passkey);
            return owner;
        }
        Complain(result.Failure);
        return null;
    }

    private PasskeyHandler<Person> Handler() => new(accounts, Options.Create(domain.Options(Http.Request)));

    private Question Seal(string options, string inner, PasskeyPurpose purpose, Guid? person, Guid? session)
    {
        var question = new Sealed(Guid.NewGuid(), purpose, person, session, clock.GetUtcNow() + Patience, inner);
        return new(JsonElement.Parse(options), Guard.Protect(JsonSerializer.Serialize(question)));
    }

    private Sealed? Open(PasskeyAnswer answer, PasskeyPurpose purpose, Guid? person, Guid? session)
    {
        if (string.IsNullOrEmpty(answer.Credential) || string.IsNullOrEmpty(answer.State))
            return null;

        try
        {
            var question = JsonSerializer.Deserialize<Sealed>(Guard.Unprotect(answer.State))!;
            return
                question.Purpose == purpose
                && question.Person == person
                && question.Session == session
                && question.Until > clock.GetUtcNow()
                ? question
                : null;
        }
        catch (CryptographicException)
        {
            // Not ours: the same as none.
            return null;
        }
    }

    /// <summary>One answer per question, whichever node it comes to; what has expired since is swept on the way.</summary>
    private async Task<bool> Spend(Sealed question, CancellationToken cancel)
    {
        await people
            .OfBusiness()
            .Database.ExecuteSqlAsync($"DELETE FROM platform.spent_challenges WHERE expires_at < {clock.GetUtcNow()}", cancel);
        return await people
                .OfBusiness()
                .Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO platform.spent_challenges (challenge_id, expires_at) VALUES ({question.Id}, {question.Until})
                    ON CONFLICT DO NOTHING
                    """,
                    cancel
                ) == 1;
    }

    private void Complain(PasskeyException? failure) =>
        log.LogWarning("A passkey was refused: {Reason}", failure?.GetType().Name ?? "its question was answered before");

    private IDataProtector Guard => protection.CreateProtector("Niaga.Passkey");
}
