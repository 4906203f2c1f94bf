using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Values;

namespace Niaga.Identity.Factors;

/// <summary>
/// The codes that let a person in once each without their phone or passkey. Identity's own lie in one plain string that is read,
/// compared and written back, so that two posts of one code both pass; here each is a row that is used up in one statement.
/// </summary>
internal sealed class RecoveryCodes(PeopleDb people)
{
    public const int Many = 10;

    /// <summary>Without 0, 1, I and O: 32 signs, 16 of them are 80 bits, so a plain hash cannot be tried out.</summary>
    private const string Signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 16;

    /// <summary>Ten new ones instead of all there were.</summary>
    /// <returns>The codes, this once.</returns>
    public async Task<IReadOnlyList<string>> Replace(PersonId person, DateTimeOffset now, CancellationToken cancel)
    {
        await Drop(person, cancel);
        var codes = Enumerable.Range(0, Many).Select(_ => RandomNumberGenerator.GetString(Signs, Length)).ToArray();
        foreach (var hash in codes.Select(Hash))
            await people
                .Of(person)
                .Database.ExecuteSqlAsync(
                    $"INSERT INTO platform.recovery_codes (person_id, code_hash, made_at) VALUES ({person.Value}, {hash}, {now})",
                    cancel
                );
        return [.. codes.Select(c => string.Join('-', c.Chunk(4).Select(p => new string(p))))];
    }

    public Task Drop(PersonId person, CancellationToken cancel) =>
        people.Of(person).Database.ExecuteSqlAsync($"DELETE FROM platform.recovery_codes WHERE person_id = {person.Value}", cancel);

    public Task<int> Left(PersonId person, CancellationToken cancel) =>
        people
            .Of(person)
            .Database.SqlQuery<int>(
                $"""SELECT count(*)::int AS "Value" FROM platform.recovery_codes WHERE person_id = {person.Value} AND used_at IS NULL"""
            )
            .SingleAsync(cancel);

    /// <summary>Uses a code up.</summary>
    /// <returns>Whether it was the person's and unused.</returns>
    public async Task<bool> Redeem(PersonId person, string? typed, DateTimeOffset now, CancellationToken cancel)
    {
        var code = string.Concat((typed ?? "").Where(char.IsLetterOrDigit)).ToUpperInvariant();
        if (code.Length != Length)
            return false;

        var hash = Hash(code);
        return await people
                .Of(person)
                .Database.ExecuteSqlAsync(
                    $"""
                    UPDATE platform.recovery_codes SET used_at = {now}
                    WHERE person_id = {person.Value} AND code_hash = {hash} AND used_at IS NULL
                    """,
                    cancel
                ) == 1;
    }

    private static byte[] Hash(string code) => SHA256.HashData(Encoding.ASCII.GetBytes(code));
}
