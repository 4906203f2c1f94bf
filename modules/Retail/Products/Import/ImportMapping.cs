namespace Niaga.Retail.Products.Import;

/// <summary>Which column of a file holds what, and how the file is written.</summary>
/// <param name="Columns">Column, from 0, by the key of an <see cref="ProductColumn"/>.</param>
/// <param name="Delimiter">What stands between cells.</param>
/// <param name="Encoding">Web name of the file's encoding.</param>
internal sealed record ImportMapping(IReadOnlyDictionary<string, int> Columns, string Delimiter, string Encoding);
