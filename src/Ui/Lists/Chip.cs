namespace Niaga.Ui;

/// <summary>One value of a filter.</summary>
/// <param name="Value">Value in the address; null for "all".</param>
/// <param name="Text">What is read.</param>
/// <param name="Count">How many rows it leaves.</param>
public sealed record Chip(string? Value, string Text, int? Count = null);
