using Niaga.Contract;

namespace Niaga.Retail.Products;

/// <summary>What a column of a file of products may hold, in and out, with headings it is known by in Malay, English and Chinese.</summary>
internal static class ProductColumn
{
    /// <summary>The kind of import they are of.</summary>
    public const string Import = "retail.products";

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
    public static readonly IReadOnlyList<ImportColumn> All =
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
        )
        {
            Help = "retail.import.sku_help",
            Sample = "MILO-1KG",
        },
        new(Barcode, "barcode", "kodbar", "barkod", "ean", "ean13", "upc", "gtin", "nobarcode", "条码", "条形码")
        {
            Sample = "9556001289209",
        },
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
        )
        {
            Required = true,
            Sample = "Milo 1 kg",
        },
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
        )
        {
            Sample = "Minuman",
        },
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
        )
        {
            Sample = "17.20",
        },
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
        )
        {
            Required = true,
            Sample = "19.90",
        },
        new(TaxCode, "taxcode", "kodcukai", "tax", "cukai", "sst", "taxtype", "jeniscukai") { Sample = "none" },
        new(TrackStock, "countstock", "kirastok", "trackstock", "jejakstok", "trackinventory", "inventory") { Sample = "ya" },
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
        )
        {
            Help = "retail.import.stock_help",
            Sample = "24",
        },
    ];
}
