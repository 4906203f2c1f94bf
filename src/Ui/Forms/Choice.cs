namespace Niaga.Ui;

/// <summary>One thing to choose from.</summary>
/// <param name="Value">What is posted.</param>
/// <param name="Text">What is read.</param>
/// <param name="Group">Heading it stands under in a long list.</param>
/// <param name="Icon">Icon beside it in a <see cref="RadioField"/>.</param>
public sealed record Choice(string Value, string Text, string? Group = null, string? Icon = null);
