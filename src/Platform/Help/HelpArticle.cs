using System.Collections.Frozen;
using Niaga.Contract;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Help;

/// <summary>What the help says about a page, or about a matter of several pages, in every language.</summary>
/// <param name="Key">Its file's name and its address, such as <c>products.one.edit</c>.</param>
/// <param name="Area">Where the contents list it: one of <see cref="HelpAreas.All"/>.</param>
/// <param name="Module">Whose it is; a business without that module does not see it.</param>
public sealed record HelpArticle(string Key, string Area, Manifest Module)
{
    /// <summary>Its page's path within the business, where the page can be opened without an id; null for a guide.</summary>
    public string? Path { get; init; }

    /// <summary>What its page asks of a reader; null where nothing is asked.</summary>
    public string? Permission { get; init; }

    /// <summary>Its page is open to who has not signed in to a business.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Keys of articles to read next.</summary>
    public IReadOnlyList<string> Next { get; init; } = [];

    internal FrozenDictionary<string, HelpText> Texts { get; init; } = FrozenDictionary<string, HelpText>.Empty;

    public HelpText In(Language language) => Texts[language.Code];
}

/// <summary>An article in one language.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Summary">Its first paragraph, as plain text.</param>
/// <param name="Html">What comes after the heading; made from our own files alone, nothing anybody typed.</param>
/// <param name="Outline">Its headings by level and its lists by length, so that languages can be compared.</param>
public sealed record HelpText(string Title, string Summary, string Html, IReadOnlyList<string> Outline)
{
    /// <summary>Words it is found by first, folded: its title and the everyday words its file names.</summary>
    internal string[] Names { get; init; } = [];

    /// <summary>All words in it, folded.</summary>
    internal string[] All { get; init; } = [];
}

/// <summary>The contents of the help, in order. An area's name is the text <c>help.area.{key}</c>.</summary>
public static class HelpAreas
{
    public static IReadOnlyList<string> All { get; } =
    ["start", "selling", "stock", "customers", "money", "people", "papers", "data", "account"];
}
