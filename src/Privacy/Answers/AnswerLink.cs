using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Niaga.Privacy.Answers;

/// <summary>Where an answer is fetched, and by which code. Both are told once: the database keeps their hashes.</summary>
/// <param name="Path">Within the business's address; null where there is nothing to fetch.</param>
/// <param name="Code">As it is passed on, such as <c>7KXM-42PD</c>.</param>
/// <param name="ExpiresAt">From then on the link answers nobody.</param>
internal sealed record AnswerLink(string? Path, string? Code, DateTimeOffset? ExpiresAt)
{
    public static readonly AnswerLink None = new(null, null, null);

    public static readonly TimeSpan Lives = TimeSpan.FromDays(7);

    /// <summary>So long a file may be fetched again after its code was said: phones lose downloads.</summary>
    public static readonly TimeSpan TicketLives = TimeSpan.FromHours(1);

    public const int MostTries = 5;

    /// <summary>Without what is read for another.</summary>
    private const string Letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private const int CodeLength = 8;

    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));

    public static string NewCode() => RandomNumberGenerator.GetString(Letters, CodeLength);

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Bound to its link, of which the database holds no more than a hash: whoever reads that cannot try codes out.</summary>
    public static byte[] HashOf(string token, string code) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Plain(code)));

    public static string Shown(string code) => $"{code[..4]}-{code[4..]}";

    private static string Plain(string code) =>
        new([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant).Take(2 * CodeLength)]);
}
