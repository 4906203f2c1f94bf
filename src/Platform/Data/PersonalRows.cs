using System.Data.Common;
using Niaga.Platform.Encryption;

namespace Niaga.Platform.Data;

/// <summary>Encrypted values in the rows and statements of <see cref="SqlRows"/>.</summary>
public static class PersonalRows
{
    /// <summary>A text as a statement writes it into a row.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="column">Where it will stand.</param>
    /// <param name="of">Key of the row.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<byte[]> Sealed(
        this TenantSession session,
        PersonalColumn column,
        Guid of,
        string text,
        CancellationToken cancel
    ) => PersonalText.Stored(await session.Cipher(cancel), column, of, text);

    /// <summary>A text, closed; null where the column is.</summary>
    /// <param name="row">What the reader stands on.</param>
    /// <param name="at">Place in the row.</param>
    /// <param name="column">Which column it comes from.</param>
    /// <param name="of">Key of the row it stands in.</param>
    public static Personal<string>? Personal(this DbDataReader row, int at, PersonalColumn column, Guid of) =>
        row.IsDBNull(at)
            ? null
            : Encryption.Personal<string>.FromStored(row.GetFieldValue<byte[]>(at), column, Encryption.Personal.RowOf(of));
}
