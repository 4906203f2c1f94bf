using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Values;

/// <summary>One rule for what people write on one line: nothing that nobody sees, nothing that turns the words around it.</summary>
public sealed class SingleLineTextTests
{
    [Theory]
    [InlineData("\u200b")]
    [InlineData("\u200d\u200c \ufeff")]
    [InlineData("\u3164")]
    [InlineData("\u2800")]
    [InlineData("\u0301")]
    [InlineData("\U000E0041")]
    [InlineData("\u202eabc")]
    [InlineData("abc\u2067def")]
    [InlineData("a\u200fb")]
    [InlineData("a\u061cb")]
    [InlineData("a\u2028b")]
    [InlineData("a\tb")]
    [InlineData("a\u0085b")]
    [InlineData("a\ud800")]
    [InlineData("a\ufffd")]
    public void What_cannot_be_seen_or_printed_is_refused(string typed)
    {
        var refusals = new List<Refusal>();
        SingleLineText.Read(typed, "Name", 160, refusals);
        refusals.ShouldHaveSingleItem().Code.ShouldBe("platform.invalid");
        SingleLineText.Clean(typed).ShouldBeOneOf("", "abc", "abcdef", "ab", "a");
    }

    [Theory]
    [InlineData("Milo 1 kg")]
    [InlineData("க்‌ஷ")]
    [InlineData("ஸ்ரீ முருகன் ஸ்டோர்")]
    [InlineData("کدای رونچيت")]
    [InlineData("می\u200cخواهم")]
    [InlineData("👩\u200d🍳 Dapur 🇲🇾")]
    [InlineData("亞成雜貨店")]
    [InlineData("½")]
    [InlineData("+")]
    public void Every_script_of_the_country_is_not(string typed)
    {
        var refusals = new List<Refusal>();
        SingleLineText.Read($" {typed} ", "Name", 160, refusals).ShouldBe(typed);
        refusals.ShouldBeEmpty();
        SingleLineText.Clean(typed).ShouldBe(typed);
    }
}
