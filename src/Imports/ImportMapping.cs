using Niaga.Contract;

namespace Niaga.Imports;

/// <summary>Which column of a file holds what, and how the file is written and brought in.</summary>
/// <param name="Columns">Column, from 0, by the key of an <see cref="ImportColumn"/>.</param>
/// <param name="Delimiter">What stands between cells.</param>
/// <param name="Encoding">Web name of the file's encoding.</param>
/// <param name="RefuseKnown">Rows of records that are there already are refused, not brought up to date.</param>
internal sealed record ImportMapping(IReadOnlyDictionary<string, int> Columns, string Delimiter, string Encoding, bool RefuseKnown = false);
