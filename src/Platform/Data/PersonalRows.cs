using System.Data.Common;
using Niaga.Platform.Encryption;

namespace Niaga.Platform.Data;

/// <summary>Encrypted values in the rows of <see cref="SqlRows"/>.</summary>
public static class PersonalRows
{
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
