using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.SignIn;

/// <summary>
/// A person who has proven who they are is signed in on this device. Everything that admits anybody comes through here, so that
/// every sign-in is a row that can be ended, an entry in the audit log and, on a device not seen before, a mail.
/// </summary>
[PublicAccess("Whoever signs in is nobody yet; the caller has checked the proof.")]
internal sealed class StartSession(PeopleDb people, PersonEvents events, Caller caller, TimeProvider clock)
    : UseCase<StartSession, StartSession.Input, Guid>
{
    /// <param name="Person">Who.</param>
    /// <param name="Method">One of <see cref="SignInMethods"/>.</param>
    /// <param name="Factor">A second factor was proven too (a passkey proves both at once).</param>
    /// <param name="Keep">Stay signed in after the browser closes.</param>
    /// <param name="Device">The browser's own mark, from its cookie.</param>
    /// <param name="UserAgent">What the browser calls itself.</param>
    /// <param name="Replaces">The session of this browser that this one takes the place of, or null.</param>
    /// <param name="BoundTo">The only business it opens, or null.</param>
    /// <param name="Provider">Key of the identity provider, with its names for the person and the sign-in, or null.</param>
    /// <param name="Anew">The business's own provider says that they typed something there just now.</param>
    public sealed record Input(
        PersonId Person,
        string Method,
        bool Factor,
        bool Keep,
        string Device,
        string? UserAgent,
        Guid? Replaces = null,
        TenantId? BoundTo = null,
        ProviderSignIn? Provider = null,
        bool Anew = false
    );

    /// <param name="Key">Key of the provider.</param>
    /// <param name="Subject">Its <c>sub</c>.</param>
    /// <param name="Session">Its <c>sid</c>, where it sends one.</param>
    public sealed record ProviderSignIn(string Key, string Subject, string? Session);

    private static readonly TimeSpan Young = TimeSpan.FromDays(1);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var device = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(input.Device));
        var earlier = await people
            .Of(input.Person)
            .Sessions.Where(s => s.PersonId == input.Person)
            .Select(s => s.DeviceHash == device)
            .Distinct()
            .ToListAsync(cancel);
        var session = new SignInSession(input.Person, input.Method, input.Keep, now)
        {
            PasswordAt = input.Method == SignInMethods.Password || input.Anew ? now : null,
            FactorAt = input.Factor ? now : null,
            DeviceHash = device,
            UserAgent = input.UserAgent is { Length: > 300 } agent ? agent[..300] : input.UserAgent,
            Address = caller.Origin.Address?.ToString(),
            BoundTo = input.BoundTo,
            Provider = input.Provider?.Key,
            ProviderSubject = input.Provider?.Subject,
            ProviderSession = input.Provider?.Session,
        };
        people.Sessions.Add(session);
        await people.SaveChangesAsync(cancel);
        if (input.Replaces is { } old)
            await SessionRevocation.One(people, input.Person, old, "replaced", now, cancel);
        // The very first sign-in of a new account is nobody else's; after long silence nothing is known of any device.
        var young = await people.Of(input.Person).Users.AnyAsync(p => p.Id == input.Person.Value && p.CreatedAt > now - Young, cancel);
        var isNew = !earlier.Contains(true) && (earlier.Count > 0 || !young);
        events.Note(
            input.Person,
            isNew ? "platform.signed_in_on_new_device" : "platform.signed_in",
            new
            {
                input.Method,
                SecondFactor = input.Factor,
                Device = DeviceNames.Of(session.UserAgent),
                Session = session.SessionId,
            },
            input.BoundTo
        );
        return session.SessionId;
    }
}
