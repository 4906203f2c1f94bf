using Niaga.Platform.Keeping;
using Niaga.Platform.Texts;

namespace Niaga.Site.Settings.Keeping;

/// <summary>Holds and tables in the words of the trade.</summary>
internal static class KeptWords
{
    /// <summary>What a hold covers.</summary>
    public static string Held(HoldList.Row hold, Words words, TextCatalog texts) =>
        hold.Scope switch
        {
            "business" => words["site.holds.business"],
            "class" => words["retention." + hold.Class],
            "table" => Table(hold.Table!, words, texts),
            _ => words["site.holds.one_of", Table(hold.Table!, words, texts)],
        };

    /// <summary>A table's records; one nobody named belongs to another.</summary>
    public static string Table(string table, Words words, TextCatalog texts) =>
        texts.Has("record." + table) ? words["record." + table] : words["record.other"];
}
