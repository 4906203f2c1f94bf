using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Platform.Archives;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>
/// Whoever an archive knows has an account afterwards: their own, where it is here; the one of their address, where its mailbox was proven;
/// else a new one without a password, into which "Forgot your password" is the way. Who has left has a name, and no address.
/// </summary>
internal static class ArchivedPeople
{
    internal static readonly PeopleOfArchive AtImport = new(
        async (scope, people, cancel) =>
        {
            var db = scope.GetRequiredService<PeopleDb>();
            var holders = scope.GetRequiredService<AddressHolder>();
            var now = scope.GetRequiredService<TimeProvider>().GetUtcNow();
            var others = new Dictionary<Guid, Guid>();
            foreach (var one in people)
            {
                if (await db.Of(new PersonId(one.Id)).Users.AsNoTracking().AnyAsync(p => p.Id == one.Id, cancel))
                    continue;
                var email = EmailAddress.TryParse(one.Email, out var typed) ? typed : EmailAddress.Parse($"{one.Id:N}@left.invalid");
                if (await holders.Find(email.Normalized, cancel) is { EmailConfirmed: true } holder)
                {
                    others[one.Id] = holder.Id;
                    continue;
                }
                var language = Language.Find(one.Language) ?? Language.Malay;
                var person = new Person(one.Name, email.Value, language.Code, now) { Id = one.Id, UserName = one.Id.ToString() };
                await holders.Create(person, password: null, confirmed: false, cancel);
            }
            return others;
        }
    );
}
