using System.Globalization;
using Niaga.Imports;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers.Import;

/// <summary>
/// Rows of one file that mean the same customer, or want the same number: the later one is wrong, and says which was first.
/// </summary>
internal static class CustomersTwice
{
    public static void Note(IReadOnlyCollection<CustomerRow> rows, CustomersKnown known, ImportErrors errors)
    {
        var (targets, names, tins) = (new Dictionary<Guid, int>(), new Dictionary<string, int>(), new Dictionary<string, int>());
        var identities = new Dictionary<string, int>();
        var contacts = new Dictionary<(string, string), (int Line, Guid? Target)>();
        var back = rows.Where(r => r.Restores).DistinctBy(r => r.Target).ToDictionary(r => r.Target!.Value, r => r.Line);
        foreach (var row in rows)
        {
            if (row.Target is { } target && !targets.TryAdd(target, row.Line))
                Add(row, CustomerColumn.Name, row.Details.Name, targets[target]);
            if (row is { Target: null, IsBare: true } && !names.TryAdd(SearchKey.Of(row.Details.Name), row.Line))
                Add(row, CustomerColumn.Name, row.Details.Name, names[SearchKey.Of(row.Details.Name)]);
            if ((row.TinKey ?? row.TinHeld) is { } tin && !tins.TryAdd(tin, row.Line))
                Add(row, CustomerColumn.Tin, tin, tins[tin]);
            if ((row.IdentityKey ?? row.IdentityHeld) is { } identity && !identities.TryAdd(identity, row.Line))
                Add(row, CustomerColumn.Identity, row.Details.Identity?.Reveal() ?? "", identities[identity]);
            // What both share already they may both bring along.
            foreach (var contact in row.Details.Contacts.Where(c => row.Target is not { } id || !known.IsOf(id, c)))
            {
                if (!contacts.TryAdd((contact.Kind, contact.Key), (row.Line, row.Target)))
                    Add(row, CustomersKnown.Field(contact), contact.Value, contacts[(contact.Kind, contact.Key)].Line);
                // Whoever comes back has it again.
                else if (known.Holders(contact).Where(back.ContainsKey).ToArray() is [var holder, ..])
                    Add(row, CustomersKnown.Field(contact), contact.Value, back[holder]);
            }
        }

        void Add(CustomerRow row, string field, string value, int first) =>
            errors.Add(row.Line, field, "twice", value, first.ToString(CultureInfo.InvariantCulture));
    }
}
