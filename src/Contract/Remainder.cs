namespace Niaga.Contract;

/// <summary>What stays of a deleted row that a later record needs: a customer's name, while a receipt of theirs is kept.</summary>
/// <param name="At">Column with the moment the rest went.</param>
/// <param name="Emptied">The rest: assignments of an UPDATE, in which $2 is the moment.</param>
/// <param name="Parts">Of tables whose rows go with it: SQL of those that stay, <c>c</c> being one.</param>
public sealed record Remainder(string At, string Emptied, IReadOnlyDictionary<string, string> Parts);
