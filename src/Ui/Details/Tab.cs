namespace Niaga.Ui;

/// <summary>One of the <see cref="Tabs"/>.</summary>
public sealed record Tab(string Text, string Href, bool Active, int? Count = null);
