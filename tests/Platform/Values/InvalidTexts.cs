using Xunit;

namespace Niaga.Platform.Tests.Values;

/// <summary>Text that no parser may read as a value, and none may fall over.</summary>
public static class InvalidTexts
{
    public static TheoryData<string?> Texts { get; } =
        new(
            (string?[])
                [
                    null,
                    "",
                    " ",
                    "\0",
                    "\u0001\u0002",
                    "\r\n",
                    "-",
                    "--",
                    ".",
                    ",",
                    "RM",
                    "-RM",
                    "@",
                    "+",
                    "NaN",
                    "Infinity",
                    "1e5",
                    "0x10",
                    "<script>",
                    "'; drop table x; --",
                    "\ud800",
                    "\udc00x",
                    "\u0661\u0662\u0663\u0664\u0665",
                    "\uff11\uff12\uff13\uff14\uff15",
                    "12345",
                    "1\u0662",
                    "½",
                    "\u202e123",
                    "😀😀😀",
                ]
        );

    public static IEnumerable<string> Huge() =>
        [
            new('9', 1 << 20),
            new('a', 1 << 20),
            new(' ', 1 << 20),
            new('-', 1 << 20),
            new('0', 1 << 20),
            new string('a', 1 << 20) + "@example.com",
            "a@" + string.Concat(Enumerable.Repeat("a.", 1 << 19)),
            "RM" + new string(',', 1 << 20),
        ];
}
