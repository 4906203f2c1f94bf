using Niaga.Platform.Refusals;

namespace Niaga.Platform.Texts;

/// <summary>The texts in the language of the request at hand: <c>@Words["retail.products.title"]</c>.</summary>
public sealed class Words(TextCatalog catalog)
{
    /// <summary>The language texts come in; set by the request, Malay until then.</summary>
    public Language Language { get; set; } = Language.Malay;

    public string this[string key] => catalog.Get(Language, key);

    public string this[string key, params object?[] values] => catalog.Get(Language, key, values);

    public string this[Refusal refusal] => catalog.Get(Language, refusal);
}
