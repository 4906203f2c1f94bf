using System.Text.Json;
using Niaga.Platform.Encryption;

namespace Niaga.Platform.Archives;

/// <summary>
/// Keyed hashes of a table that came from another business's keys: a module whose table declares <c>Keys</c> registers how they are made.
/// </summary>
/// <param name="Table">Schema and name.</param>
/// <param name="Of">The hashes of a row, by column; the row as an archive writes it, its personal values plain.</param>
public sealed record KeysAnew(string Table, Func<TenantCipher, JsonElement, IReadOnlyDictionary<string, byte[]?>> Of);

/// <summary>
/// A table of tokens that is made again from the rows it finds, in the session's transaction, once all of these are loaded.
/// </summary>
/// <param name="Table">Schema and name.</param>
/// <param name="Write">Writes all of it for the business of the scope.</param>
public sealed record TokensAnew(string Table, Func<IServiceProvider, CancellationToken, Task> Write);
