using Niaga.Platform.Values;

namespace Niaga.Retail.Products;

/// <summary>What a column of a file of products may hold, in and out. Its label is the text <c>retail.import.column.{Key}</c>.</summary>
/// <param name="Key">Stable, as in the API.</param>
/// <param name="Headings">Headings it is known by, Malay, English and Chinese, folded and without spaces; the surest first.</param>
internal sealed record ProductColumn(string Key, params string[] Headings)
{
    public const string Sku = "sku";
    public const string Barcode = "barcode";
    public const string Name = "name";
    public const string Category = "category";
    public const string Cost = "cost";
    public const string Price = "price";
    public const string TaxCode = "taxCode";
    public const string TrackStock = "trackStock";
    public const string Stock = "stock";

    /// <summary>All of them, in the order of an export.</summary>
    public static readonly IReadOnlyList<ProductColumn> All =
    [
        new(
            Sku,
            "sku",
            "kodsku",
            "kodproduk",
            "kodbarang",
            "koditem",
            "productcode",
            "itemcode",
            "stockcode",
            "kodstok",
            "noitem",
            "itemno",
            "kod",
            "code",
            "货号",
            "编号",
            "商品编号"
        ),
        new(Barcode, "barcode", "kodbar", "barkod", "ean", "ean13", "upc", "gtin", "nobarcode", "条码", "条形码"),
        new(
            Name,
            "name",
            "nama",
            "namaproduk",
            "namabarang",
            "namaitem",
            "productname",
            "itemname",
            "producttitle",
            "title",
            "produk",
            "product",
            "barang",
            "item",
            "description",
            "keterangan",
            "perihal",
            "deskripsi",
            "商品名称",
            "产品名称",
            "货品名称",
            "品名",
            "名称"
        ),
        new(
            Category,
            "category",
            "kategori",
            "productcategory",
            "jenis",
            "kumpulan",
            "group",
            "department",
            "jabatan",
            "type",
            "类别",
            "分类"
        ),
        new(
            Cost,
            "cost",
            "kos",
            "hargakos",
            "hargabeli",
            "hargabelian",
            "hargamodal",
            "modal",
            "costprice",
            "unitcost",
            "purchaseprice",
            "buyingprice",
            "kosseunit",
            "成本",
            "进价",
            "成本价"
        ),
        new(
            Price,
            "price",
            "harga",
            "hargajual",
            "hargajualan",
            "sellingprice",
            "saleprice",
            "retailprice",
            "unitprice",
            "hargaseunit",
            "hargaruncit",
            "rrp",
            "售价",
            "零售价",
            "单价",
            "价格"
        ),
        new(TaxCode, "taxcode", "kodcukai", "tax", "cukai", "sst", "taxtype", "jeniscukai"),
        new(TrackStock, "countstock", "kirastok", "trackstock", "jejakstok", "trackinventory", "inventory"),
        new(
            Stock,
            "stock",
            "stok",
            "openingstock",
            "stokawal",
            "stokpembukaan",
            "quantity",
            "kuantiti",
            "qty",
            "onhand",
            "stockonhand",
            "stoksemasa",
            "bakistok",
            "baki",
            "instock",
            "jumlahstok",
            "库存",
            "库存量",
            "数量"
        ),
    ];

    /// <summary>The columns that these headings name, each at most once.</summary>
    public static IReadOnlyDictionary<string, int> Guess(IReadOnlyList<string> headings)
    {
        var folded = headings
            .Select(h => string.Concat(SearchKey.Of(h).Replace("(rm)", "", StringComparison.Ordinal).Where(char.IsLetterOrDigit)))
            .ToArray();
        var guessed = new Dictionary<string, int>();
        var taken = new HashSet<int>();
        foreach (var field in All)
        {
            foreach (var heading in field.Headings)
            {
                var column = Array.IndexOf(folded, heading);
                if (column < 0 || !taken.Add(column))
                    continue;

                guessed[field.Key] = column;
                break;
            }
        }
        return guessed;
    }
}
