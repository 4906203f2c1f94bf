using Niaga.Contract;
using Niaga.Fields;
using Niaga.Imports;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers.Import;

/// <summary>A list of customers comes in: matched by phone, e-mail address or TIN, and by name where a row has none of these.</summary>
internal sealed class CustomerImport(
    CustomersKnown known,
    CustomerGroups groups,
    CustomerImportWriter writer,
    CustomerImportUndo undo,
    CustomerNames names,
    BusinessFields fields,
    TextCatalog texts
) : RecordImport<CustomerRow>
{
    public const string Key = "trade.customers";

    private Dictionary<string, string> kinds = [];
    private Dictionary<string, string> identities = [];
    private FieldColumns own = null!;

    public override string UndoPlan => CustomerImportUndo.Plan;

    public override async ValueTask<IReadOnlyList<ImportColumn>> Own(CancellationToken cancel) =>
        FieldColumns.Of(await fields.Of(CustomerOwnFields.Kind, cancel));

    protected override async Task Begin(CancellationToken cancel)
    {
        own = new(await fields.Of(CustomerOwnFields.Kind, cancel));
        kinds = CustomerKinds
            .All.SelectMany(kind => Language.All.Select(l => (texts.Get(l, "trade.customer.kind." + kind), kind)).Append((kind, kind)))
            .Concat([("individual", CustomerKinds.Person), ("business", CustomerKinds.Company), ("perniagaan", CustomerKinds.Company)])
            .DistinctBy(k => SearchKey.Of(k.Item1))
            .ToDictionary(k => SearchKey.Of(k.Item1), k => k.Item2, StringComparer.Ordinal);
        identities = IdentityKinds
            .All.SelectMany(kind => Language.All.Select(l => (texts.Get(l, "trade.identity." + kind), kind)).Append((kind, kind)))
            .Concat([("nric", IdentityKinds.MyKad), ("ic", IdentityKinds.MyKad), ("police", IdentityKinds.Army)])
            .DistinctBy(k => SearchKey.Of(k.Item1))
            .ToDictionary(k => SearchKey.Of(k.Item1), k => k.Item2, StringComparer.Ordinal);
    }

    protected override CustomerRow? Read(ImportLine line)
    {
        var (kind, identity) = (line.Cell(CustomerColumn.Kind), line.Cell(CustomerColumn.IdentityKind));
        var address = new CustomerAddressInput(
            Label: null,
            Text(CustomerColumn.Line1),
            Text(CustomerColumn.Line2),
            CustomerCells.Postcode(Text(CustomerColumn.Postcode)),
            Text(CustomerColumn.Town),
            CustomerCells.State(Text(CustomerColumn.State))
        );
        var input = new CustomerInput(
            kind.Length == 0 ? null : kinds.GetValueOrDefault(SearchKey.Of(kind), kind),
            Text(CustomerColumn.Name),
            Phones(line),
            CustomerCells.Emails(ImportLine.Unquoted(line.Cell(CustomerColumn.Emails))),
            [address],
            Text(CustomerColumn.Tin),
            Text(CustomerColumn.Registration),
            Text(CustomerColumn.Group),
            CustomerCells.Tags(ImportLine.Unquoted(line.Cell(CustomerColumn.Tags))),
            CreditLimit: null,
            ImportLine.Unquoted(line.Cell(CustomerColumn.Note))
        )
        {
            IdentityKind = identity.Length == 0 ? null : identities.GetValueOrDefault(SearchKey.Of(identity), identity),
            Identity = Identity(line),
        };
        // The rules of the form are the rules of a file.
        var refusals = new List<Refusal>();
        var details = input.Check(refusals) with { CreditLimit = line.Amount(CustomerColumn.CreditLimit) };
        foreach (var refusal in refusals)
            line.Wrong(ColumnOf(refusal.Field), refusal);
        var cells = own.Read(line);
        return line.IsFine ? new CustomerRow(line.Number, details, kind.Length > 0) { Own = cells } : null;

        string Text(string column) => ImportLine.Plain(line.Cell(column));
    }

    /// <summary>A spreadsheet takes a phone for a number, and may have lost its end.</summary>
    private static string[] Phones(ImportLine line)
    {
        var phones = CustomerCells.Phones(ImportLine.Unquoted(line.Cell(CustomerColumn.Phones)));
        if (Array.Find(phones, p => SpreadsheetCell.Barcode(p) is null) is { } lost)
            line.Wrong(CustomerColumn.Phones, "phone_lost", lost);
        return Array.ConvertAll(phones, p => SpreadsheetCell.Barcode(p) ?? p);
    }

    /// <summary>A spreadsheet takes a MyKad for a number: it loses zeros in front, or its end.</summary>
    private static string Identity(ImportLine line)
    {
        var cell = ImportLine.Plain(line.Cell(CustomerColumn.Identity));
        if (SpreadsheetCell.Barcode(cell) is { } digits)
            return CustomerCells.MyKad(digits);

        line.Wrong(CustomerColumn.Identity, "identity_lost", cell);
        return "";
    }

    protected override async Task Compare(List<CustomerRow> rows, ImportErrors errors, CancellationToken cancel)
    {
        await known.Read(rows, cancel);
        foreach (var row in rows)
            known.Match(row, errors);
        var held = await known.Fields(own.AsksValues ? [.. rows.Select(r => r.Target).OfType<Guid>()] : [], cancel);
        foreach (var row in rows)
            row.Own = own.Check(row.Line, row.Own, row.Target is { } id ? held.GetValueOrDefault(id, FieldValues.None) : null, errors);
        CustomersTwice.Note(rows, known, errors);
        await known.Tell(cancel);
    }

    protected override async Task<IReadOnlyList<CustomerRow>> Prepare(IReadOnlyList<CustomerRow> rows, CancellationToken cancel)
    {
        writer.Groups = await groups.Of([.. rows.Select(r => r.Details.Group).OfType<string>()], cancel);
        return rows;
    }

    protected override Task<ImportWritten> Write(CustomerRow[] rows, ImportTarget import, CancellationToken cancel) =>
        writer.Write(rows, import, cancel);

    public override async Task<IReadOnlyDictionary<Guid, string>?> NamesOf(IReadOnlyCollection<Guid> records, CancellationToken cancel) =>
        (await names.Of(records, cancel)).ToDictionary(n => n.Key, n => n.Value.Name);

    public override Task Hold(Guid import, CancellationToken cancel) => undo.Hold(import, cancel);

    public override Task TakeBack(Guid import, CancellationToken cancel) => undo.TakeBack(import, cancel);

    /// <summary><c>Phones[1]</c> is the column of phones, <c>Addresses[0].postcode</c> that of postcodes.</summary>
    private static string ColumnOf(string? field)
    {
        var name = field?.Split('.')[^1].Split('[')[0] ?? ImportErrors.Row;
        var column = char.ToLowerInvariant(name[0]) + name[1..];
        return CustomerColumn.All.Any(c => c.Key == column) ? column : ImportErrors.Row;
    }
}
