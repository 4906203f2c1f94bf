using System.Globalization;

namespace Niaga.Retail.Demo;

/// <summary>What the two demonstration shops sell. The same list every time.</summary>
internal static class DemoGoods
{
    /// <param name="Popularity">How often it is bought, beside the others.</param>
    internal sealed record Good(string Category, string Name, long PriceSen, string TaxCode, bool TrackStock, int Popularity)
    {
        public long CostSen => PriceSen * 72 / 100;
    }

    private static readonly string[] Makers =
    [
        "Cap Pelikat",
        "Seri Melur",
        "Warisan Kita",
        "Sawah Emas",
        "Nona Manis",
        "Pak Din",
        "Rimba Hijau",
        "Mutiara Pagi",
    ];

    /// <summary>Category; item; sizes with the price of each in sen.</summary>
    private static readonly (string Category, string Item, (string Size, long Sen)[] Sizes)[] CartProducts =
    [
        ("Beras & tepung", "Beras Super Import", [("5 kg", 2690), ("10 kg", 5190)]),
        ("Beras & tepung", "Beras Wangi", [("2 kg", 1690), ("5 kg", 3990)]),
        ("Beras & tepung", "Tepung Gandum", [("850 g", 279), ("1 kg", 335)]),
        ("Beras & tepung", "Tepung Beras", [("500 g", 258)]),
        ("Beras & tepung", "Gula Pasir Halus", [("1 kg", 285)]),
        ("Minyak & sos", "Minyak Masak Sawit", [("1 kg", 690), ("2 kg", 1379), ("5 kg", 3099)]),
        ("Minyak & sos", "Kicap Manis", [("340 ml", 422), ("650 ml", 738)]),
        ("Minyak & sos", "Kicap Masin", [("340 ml", 398)]),
        ("Minyak & sos", "Sos Cili", [("340 g", 415), ("500 g", 563)]),
        ("Minyak & sos", "Sos Tiram", [("510 g", 689)]),
        ("Minyak & sos", "Cuka", [("330 ml", 189)]),
        ("Rempah", "Serbuk Kari Daging", [("125 g", 345), ("250 g", 629)]),
        ("Rempah", "Serbuk Kari Ikan", [("125 g", 345), ("250 g", 629)]),
        ("Rempah", "Serbuk Kunyit", [("125 g", 298)]),
        ("Rempah", "Cili Kering", [("200 g", 612)]),
        ("Rempah", "Belacan", [("250 g", 478)]),
        ("Rempah", "Garam Halus", [("400 g", 92), ("800 g", 157)]),
        ("Minuman", "Kopi O Campuran", [("200 g", 749), ("20 uncang", 1123)]),
        ("Minuman", "Kopi 3 Dalam 1", [("15 peket", 1289), ("30 peket", 2399)]),
        ("Minuman", "Teh Uncang", [("50 uncang", 678), ("100 uncang", 1199)]),
        ("Minuman", "Minuman Coklat Malt", [("400 g", 1099), ("1 kg", 2389)]),
        ("Minuman", "Sirap Ros", [("700 ml", 659)]),
        ("Minuman", "Air Mineral", [("500 ml", 110), ("1.5 l", 232)]),
        ("Minuman", "Minuman Isotonik", [("500 ml", 287)]),
        ("Minuman", "Air Soya", [("250 ml", 168), ("1 l", 499)]),
        ("Susu & telur", "Susu Pekat Manis", [("500 g", 349)]),
        ("Susu & telur", "Susu Sejat", [("390 g", 329)]),
        ("Susu & telur", "Susu Penuh Krim UHT", [("200 ml", 239), ("1 l", 769)]),
        ("Susu & telur", "Susu Tepung", [("600 g", 1998), ("1 kg", 3199)]),
        ("Susu & telur", "Telur Gred B", [("10 biji", 430), ("30 biji", 1260)]),
        ("Mi & tin", "Mi Segera Kari", [("5 peket", 524)]),
        ("Mi & tin", "Mi Segera Ayam", [("5 peket", 524)]),
        ("Mi & tin", "Bihun", [("400 g", 338), ("3 kg", 1789)]),
        ("Mi & tin", "Sardin Sos Tomato", [("155 g", 423), ("425 g", 877)]),
        ("Mi & tin", "Kacang Panggang", [("425 g", 456)]),
        ("Mi & tin", "Santan Kotak", [("200 ml", 329), ("1 l", 1249)]),
        ("Makanan ringan", "Biskut Krim Kraker", [("428 g", 619)]),
        ("Makanan ringan", "Biskut Marie", [("300 g", 459)]),
        ("Makanan ringan", "Kerepek Pisang", [("120 g", 450), ("250 g", 850)]),
        ("Makanan ringan", "Keropok Udang", [("60 g", 220), ("200 g", 599)]),
        ("Makanan ringan", "Kacang Goreng", [("150 g", 398)]),
        ("Makanan ringan", "Coklat Bar", [("38 g", 219), ("160 g", 798)]),
        ("Makanan ringan", "Gula-gula Kopi", [("150 g", 331)]),
        ("Rumah", "Sabun Basuh Serbuk", [("750 g", 799), ("2.4 kg", 1999)]),
        ("Rumah", "Pencuci Pinggan", [("400 ml", 433), ("900 ml", 812)]),
        ("Rumah", "Pelembut Pakaian", [("900 ml", 968), ("1.8 l", 1499)]),
        ("Rumah", "Tisu Muka", [("2 x 200", 566), ("5 x 100", 899)]),
        ("Rumah", "Tisu Tandas", [("10 gulung", 1290)]),
        ("Rumah", "Ubat Nyamuk Lingkaran", [("10 keping", 389)]),
        ("Rumah", "Bateri AA", [("4 biji", 744)]),
        ("Penjagaan diri", "Syampu", [("170 ml", 889), ("340 ml", 1549)]),
        ("Penjagaan diri", "Sabun Mandi", [("3 x 85 g", 619)]),
        ("Penjagaan diri", "Gel Mandian", [("550 ml", 1078), ("900 ml", 1690)]),
        ("Penjagaan diri", "Ubat Gigi", [("120 g", 598), ("225 g", 934)]),
        ("Penjagaan diri", "Minyak Angin", [("10 ml", 524)]),
        ("Penjagaan diri", "Lampin Bayi", [("M 34", 2399), ("L 30", 2399)]),
        ("Sejuk beku", "Nuget Ayam", [("400 g", 989), ("800 g", 1779)]),
        ("Sejuk beku", "Bebola Ikan", [("500 g", 768)]),
        ("Sejuk beku", "Paratha", [("5 keping", 659)]),
        ("Sejuk beku", "Sosej Ayam", [("300 g", 512)]),
        ("Sejuk beku", "Roti Canai Sejuk Beku", [("10 keping", 899)]),
    ];

    private static readonly (string Item, long Sen)[] Prepared =
    [
        ("Teh Tarik Panas", 250),
        ("Kopi O Panas", 200),
        ("Milo Ais", 380),
        ("Nasi Lemak Bungkus", 350),
        ("Karipap (sebiji)", 100),
        ("Kuih Lapis (sepotong)", 120),
        ("Roti Bakar Kaya", 280),
        ("Telur Separuh Masak", 320),
        ("Mi Goreng Bungkus", 500),
        ("Ais Kepal", 450),
    ];

    private static readonly (string Category, string Item, long Sen, string[] Sizes)[] Rack =
    [
        ("Baju kurung", "Baju Kurung Pahang", 12900, ["S", "M", "L", "XL", "2XL"]),
        ("Baju kurung", "Baju Kurung Kedah", 9900, ["S", "M", "L", "XL"]),
        ("Baju kurung", "Kurung Moden Renda", 15900, ["S", "M", "L", "XL"]),
        ("Kebaya", "Kebaya Nyonya Sulam", 18900, ["S", "M", "L"]),
        ("Kebaya", "Kebaya Pendek", 13900, ["S", "M", "L", "XL"]),
        ("Jubah", "Jubah Abaya", 14900, ["S", "M", "L", "XL", "2XL"]),
        ("Jubah", "Jubah Lelaki", 8990, ["M", "L", "XL"]),
        ("Tudung", "Tudung Bawal Kapas", 1990, ["45 inci", "50 inci"]),
        ("Tudung", "Tudung Sarung", 2590, ["M", "L"]),
        ("Tudung", "Selendang Sifon", 2290, ["1.8 m"]),
        ("Lelaki", "Baju Melayu Teluk Belanga", 11900, ["S", "M", "L", "XL"]),
        ("Lelaki", "Kemeja Batik Lengan Panjang", 13990, ["M", "L", "XL", "2XL"]),
        ("Lelaki", "Kemeja Kasual", 5990, ["M", "L", "XL"]),
        ("Lelaki", "Seluar Slack", 6990, ["30", "32", "34", "36", "38"]),
        ("Lelaki", "Sampin Songket", 7990, ["bebas"]),
        ("Wanita", "Blaus Peplum", 4990, ["S", "M", "L", "XL"]),
        ("Wanita", "Skirt Labuh", 5590, ["S", "M", "L", "XL"]),
        ("Wanita", "Seluar Palazzo", 4590, ["S", "M", "L", "XL"]),
        ("Kanak-kanak", "Baju Kurung Budak", 5990, ["4", "6", "8", "10", "12"]),
        ("Kanak-kanak", "Baju Melayu Budak", 5990, ["4", "6", "8", "10"]),
        ("Aksesori", "Kerongsang", 1290, ["kecil", "besar"]),
        ("Aksesori", "Anak Tudung", 890, ["bebas"]),
        ("Aksesori", "Beg Tangan", 6590, ["kecil", "besar"]),
        ("Kasut", "Kasut Wedges", 7990, ["36", "37", "38", "39", "40"]),
        ("Kasut", "Capal", 5990, ["39", "40", "41", "42"]),
    ];

    private static readonly string[] Colours =
    [
        "Merah Hati",
        "Biru Firus",
        "Hijau Zamrud",
        "Hitam",
        "Krim",
        "Ungu Anggur",
        "Kuning Kunyit",
        "Merah Jambu",
        "Kelabu",
        "Coklat",
        "Putih",
        "Biru Laut",
    ];

    /// <summary>More than a thousand groceries, and a counter with drinks and snacks that nobody counts.</summary>
    public static IReadOnlyList<Good> Grocery() =>
        [
            .. Prepared.Select((p, i) => new Good("Panas & segar", p.Item, p.Sen, "service-food", false, 90 - i * 4)),
            .. Makers.SelectMany(
                (maker, m) =>
                    CartProducts.SelectMany(
                        (s, i) =>
                            s.Sizes.Select(size =>
                            // A maker asks a little more or less; the first ones are what people buy.
                            new Good(
                                s.Category,
                                $"{s.Item} {maker} {size.Size}",
                                Asked(size.Sen, m),
                                "none",
                                true,
                                Math.Max(2, 40 - m * 5 - i % 7 * 3)
                            ))
                    )
            ),
            .. Enumerable
                .Range(1, 260)
                .Select(i => new Good(
                    "Alat tulis & pelbagai",
                    string.Create(CultureInfo.InvariantCulture, $"{Odds[i % Odds.Length]} No. {i}"),
                    150 + i * 37 % 1850,
                    "none",
                    true,
                    1
                )),
        ];

    private static readonly string[] Odds =
    [
        "Pen Gel",
        "Buku Latihan",
        "Sampul Surat",
        "Pita Pelekat",
        "Mentol LED",
        "Penyangkut Baju",
        "Bekas Makanan",
        "Lilin",
        "Tali Rafia",
        "Pemetik Api",
        "Kad Raya",
        "Gunting",
        "Span Dapur",
    ];

    /// <summary>Prices as shops write them: the usual one, or some tens of sen beside it, now and then a sen below.</summary>
    private static long Asked(long usual, int maker) =>
        maker == 0 ? usual : Math.Max(50, (usual + (maker - 2) * (usual / 40) + 5) / 10 * 10 - (maker % 3 == 0 ? 1 : 0));

    /// <summary>Every garment in every colour and size.</summary>
    public static IReadOnlyList<Good> Fashion() =>
        [
            new("Khidmat", "Upah Alter Labuh", 1500, "service", false, 25),
            new("Khidmat", "Bungkus Hadiah", 500, "service", false, 20),
            .. Rack.SelectMany(
                (r, i) =>
                    Colours.SelectMany(
                        (colour, c) =>
                            r.Sizes.Select(size => new Good(
                                r.Category,
                                $"{r.Item} {colour} {size}",
                                r.Sen,
                                "none",
                                true,
                                Math.Max(1, 14 - c - i % 5)
                            ))
                    )
            ),
        ];

    /// <summary>A valid EAN-13 with Malaysia's prefix 955.</summary>
    public static string Barcode(int maker, int number)
    {
        var digits = string.Create(CultureInfo.InvariantCulture, $"955{maker:D4}{number:D5}");
        var sum = digits.Select((d, i) => (d - '0') * (i % 2 == 0 ? 1 : 3)).Sum();
        return digits + (10 - sum % 10) % 10;
    }
}
