using Niaga.Contract;

namespace Niaga.Trade.Customers.Import;

/// <summary>What a column of a file of customers may hold, with headings it is known by; their labels are those of the export.</summary>
internal static class CustomerColumn
{
    public const string Name = "name";
    public const string Kind = "kind";
    public const string Phones = "phones";
    public const string Emails = "emails";
    public const string Group = "group";
    public const string Tags = "tags";
    public const string Tin = "tin";
    public const string IdentityKind = "identityKind";
    public const string Identity = "identity";
    public const string Registration = "registration";
    public const string CreditLimit = "creditLimit";
    public const string Line1 = "line1";
    public const string Line2 = "line2";
    public const string Postcode = "postcode";
    public const string Town = "town";
    public const string State = "state";
    public const string Note = "note";

    /// <summary>All of them, in the order of the export.</summary>
    public static readonly IReadOnlyList<ImportColumn> All =
    [
        new(
            Name,
            Words(
                "name nama customername namapelanggan fullname namapenuh companyname namasyarikat contactname displayname"
                    + " customer pelanggan client contact 姓名 客户名称 客户 名称"
            )
        )
        {
            Text = "trade.customer.name",
            Required = true,
            Sample = "Aminah binti Ali",
        },
        new(Kind, Words("kind type customertype jenispelanggan jenis")) { Text = "trade.customer.kind", Sample = "person" },
        new(
            Phones,
            Words(
                "phone phonenumber phoneno telephone tel telno telefon notelefon nombortelefon notel mobile mobilephone mobileno"
                    + " mobilenumber handphone hp nohp contactnumber contactno nohubungi whatsapp 电话 手机 电话号码"
            )
        )
        {
            Text = "trade.customer.phones",
            Help = "trade.customers.import.phones_help",
            Sample = "012-345 6789; 03-2161 2345",
        },
        new(Emails, Words("email emailaddress emel alamatemel mail 邮箱 电子邮件"))
        {
            Text = "trade.customer.emails",
            Sample = "aminah@contoh.my",
        },
        new(Group, Words("group customergroup kumpulan kumpulanpelanggan pricegroup category kategori"))
        {
            Text = "trade.customer.group",
            Sample = "Borong",
        },
        new(Tags, Words("tag label labels tanda")) { Text = "trade.customer.tags", Sample = "VIP; Katering" },
        new(Tin, Words("tinnumber tinno taxid taxnumber notin nocukai nombortin"))
        {
            Text = "trade.customer.tin",
            Sample = "IG12345678900",
        },
        new(IdentityKind, Words("idtype identitytype identificationtype jenisid jenispengenalan jenisnombor 证件类型"))
        {
            Text = "trade.customer.identity_kind",
            Sample = "MyKad",
        },
        new(
            Identity,
            Words(
                "mykad nric ic icno icnumber nokp kp nokadpengenalan kadpengenalan identityno identitynumber idno idnumber passport"
                    + " passportno pasport nopasport 身份证 身份证号 护照"
            )
        )
        {
            Text = "trade.customer.identity",
            Sample = "880214-10-5566",
        },
        new(Registration, Words("ssm ssmno registration registrationno brn roc companyno nosyarikat nopendaftaran businessregistrationno"))
        {
            Text = "trade.customer.registration",
        },
        new(CreditLimit, Words("credit creditlimit hadkredit kredit"))
        {
            Text = "trade.customer.credit_limit",
            Permission = TradePermissions.CustomersCredit,
            Sample = "500.00",
        },
        new(Line1, Words("address alamat address1 alamat1 addressline street jalan billingaddress 地址"))
        {
            Text = "trade.address.line1",
            Sample = "12, Jalan Melati 3",
        },
        new(Line2, Words("address2 alamat2")) { Text = "trade.address.line2", Sample = "Taman Melati" },
        new(Postcode, Words("postalcode zip zipcode poskod kodpos 邮编")) { Text = "trade.address.postcode", Sample = "53100" },
        new(Town, Words("city bandar bandaraya pekan 城市")) { Text = "trade.address.town", Sample = "Kuala Lumpur" },
        new(State, Words("province negeri 州")) { Text = "trade.address.state", Sample = "Kuala Lumpur" },
        new(Note, Words("notes remark remarks comment comments nota catatan 备注")) { Text = "trade.customer.note" },
    ];

    private static string[] Words(string headings) => headings.Split(' ');
}
