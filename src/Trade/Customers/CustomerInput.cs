using Niaga.Fields;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>A customer as a person or a client describes it, as typed. Only a name is required.</summary>
/// <param name="Kind"><see cref="CustomerKinds"/>; empty is a person.</param>
/// <param name="Phones">As dialled; empty ones are left out.</param>
/// <param name="Tin">LHDN's number.</param>
/// <param name="Registration">The company's number with SSM.</param>
/// <param name="Group">Name of a group; a new one is made.</param>
/// <param name="CreditLimit">Ringgit.</param>
public sealed record CustomerInput(
    string? Kind,
    string? Name,
    IReadOnlyList<string?>? Phones = null,
    IReadOnlyList<string?>? Emails = null,
    IReadOnlyList<CustomerAddressInput?>? Addresses = null,
    string? Tin = null,
    string? Registration = null,
    string? Group = null,
    IReadOnlyList<string?>? Tags = null,
    string? CreditLimit = null,
    string? Note = null
)
{
    public const int LongestName = 120;
    public const int LongestNote = 2000;
    public const int LongestGroup = 60;
    public const int LongestTag = 40;

    /// <summary>Of phones, of e-mail addresses and of addresses.</summary>
    public const int MostContacts = 10;
    public const int MostTags = 20;

    /// <summary>Another customer may have these phones and addresses too: somebody looked and said so.</summary>
    public bool Shared { get; init; }

    /// <summary>MyKad, passport or army number.</summary>
    public string? Identity { get; init; }

    /// <summary><see cref="IdentityKinds"/>; empty is what the number looks like.</summary>
    public string? IdentityKind { get; init; }

    /// <summary>Values of the business's own fields; null leaves them as they are.</summary>
    public FieldInput? Fields { get; init; }

    /// <summary>Where one sells nobody is asked for a field.</summary>
    internal bool AsksNoField { get; init; }

    /// <summary>Adds the customer, as whoever calls may; for modules, imports and demonstrations.</summary>
    /// <returns>The customer's id.</returns>
    public Task<Outcome<Guid>> Add(UseCaseRunner runner, CancellationToken cancel) => CreateCustomer.Do(runner, this, cancel);

    /// <summary>Reads it, noting everything that is wrong.</summary>
    internal CustomerDetails Check(List<Refusal> refusals)
    {
        var kind = string.IsNullOrWhiteSpace(Kind) ? CustomerKinds.Person : Kind.Trim();
        if (!CustomerKinds.All.Contains(kind))
            refusals.Add(CustomerErrors.KindUnknown());
        var name = SingleLineText.Read(Name, nameof(Name), LongestName, refusals);
        if (name is null)
            refusals.Add(PlatformErrors.Required(nameof(Name)));
        return new(
            kind,
            name ?? "",
            [.. ReadPhones(refusals).Concat(ReadEmails(refusals)).DistinctBy(c => (c.Kind, c.Key))],
            [.. ReadAddresses(refusals)],
            ReadTin(refusals),
            ReadIdentity(refusals),
            ReadRegistration(refusals),
            SingleLineText.Read(Group, nameof(Group), LongestGroup, refusals),
            [.. ReadTags(refusals).DistinctBy(SearchKey.Of)],
            ReadLimit(refusals),
            ReadNote(refusals)
        );
    }

    private IEnumerable<CustomerDetails.Contact> ReadPhones(List<Refusal> refusals) =>
        Typed<CustomerDetails.Contact>(
            Phones,
            nameof(Phones),
            MostContacts,
            refusals,
            (typed, field) =>
                PhoneNumber.TryParse(typed, out var phone) ? CustomerDetails.Contact.Of(phone, field) : CustomerErrors.PhoneInvalid(field)
        );

    private IEnumerable<CustomerDetails.Contact> ReadEmails(List<Refusal> refusals) =>
        Typed<CustomerDetails.Contact>(
            Emails,
            nameof(Emails),
            MostContacts,
            refusals,
            (typed, field) =>
                EmailAddress.TryParse(typed, out var email) ? CustomerDetails.Contact.Of(email, field) : CustomerErrors.EmailInvalid(field)
        );

    private IEnumerable<string> ReadTags(List<Refusal> refusals) =>
        Typed<string>(
            Tags,
            nameof(Tags),
            MostTags,
            refusals,
            (typed, field) =>
            {
                var wrong = new List<Refusal>();
                var tag = SingleLineText.Read(typed, field, LongestTag, wrong);
                return Refusal.Of(wrong) is { } refusal ? refusal : tag!;
            }
        );

    private List<AddressDetails> ReadAddresses(List<Refusal> refusals)
    {
        var read = new List<AddressDetails>();
        var given = Addresses ?? [];
        if (given.Count > MostContacts)
            refusals.Add(CustomerErrors.TooMany(nameof(Addresses), MostContacts));
        for (var i = 0; i < Math.Min(given.Count, MostContacts); i++)
        {
            if (given[i] is { IsEmpty: false } address)
                read.Add(address.Check($"{nameof(Addresses)}[{i}]", refusals));
        }
        return read;
    }

    private Tin? ReadTin(List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(Tin))
            return null;
        if (!Platform.Values.Tin.TryParse(Tin, out var tin))
            refusals.Add(PlatformErrors.TinInvalid());
        return tin;
    }

    private IdentityNumber? ReadIdentity(List<Refusal> refusals)
    {
        var kind = string.IsNullOrWhiteSpace(IdentityKind) ? null : IdentityKind.Trim();
        if (kind is not null && !IdentityKinds.All.Contains(kind))
            refusals.Add(CustomerErrors.IdentityKindUnknown());
        else if (!string.IsNullOrWhiteSpace(Identity))
        {
            if (IdentityNumber.TryParse(kind, Identity, out var identity))
                return identity;
            refusals.Add(CustomerErrors.IdentityInvalid(kind ?? IdentityNumber.LooksLike(Identity)));
        }
        return null;
    }

    private SsmNumber? ReadRegistration(List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(Registration))
            return null;
        if (!SsmNumber.TryParse(Registration, out var number))
            refusals.Add(CustomerErrors.RegistrationInvalid());
        return number;
    }

    private Money? ReadLimit(List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(CreditLimit))
            return null;
        if (Money.TryParse(CreditLimit, out var amount) && !amount.IsNegative)
            return amount;

        refusals.Add(CustomerErrors.CreditLimitInvalid());
        return null;
    }

    /// <summary>Lines stay; whatever else cannot be printed goes.</summary>
    private string? ReadNote(List<Refusal> refusals)
    {
        var lines = (Note ?? "").ReplaceLineEndings("\n").Split('\n').Select(SingleLineText.Clean);
        var note = string.Join('\n', lines).Trim();
        if (note.Length > LongestNote)
            refusals.Add(PlatformErrors.TooLong(nameof(Note), LongestNote));
        return note.Length == 0 ? null : note;
    }

    private static List<T> Typed<T>(
        IReadOnlyList<string?>? given,
        string field,
        int most,
        List<Refusal> refusals,
        Func<string, string, Outcome<T>> read
    )
    {
        var all = new List<T>();
        if (given?.Count > most)
            refusals.Add(CustomerErrors.TooMany(field, most));
        for (var i = 0; i < Math.Min(given?.Count ?? 0, most); i++)
        {
            if (string.IsNullOrWhiteSpace(given![i]))
                continue;
            if (read(given[i]!.Trim(), $"{field}[{i}]").Succeeded(out var value, out var refusal))
                all.Add(value);
            else
                refusals.AddRange(refusal.All);
        }
        return all;
    }
}

/// <summary>An address as typed. An empty one is left out.</summary>
/// <param name="Label">What it is for, such as delivery.</param>
/// <param name="State">Code or name of a state.</param>
public sealed record CustomerAddressInput(
    string? Label,
    string? Line1,
    string? Line2 = null,
    string? Postcode = null,
    string? Town = null,
    string? State = null
)
{
    public const int LongestLabel = 40;
    public const int LongestLine = 120;
    public const int LongestTown = 60;

    internal bool IsEmpty => new[] { Label, Line1, Line2, Postcode, Town, State }.All(string.IsNullOrWhiteSpace);

    internal AddressDetails Check(string at, List<Refusal> refusals)
    {
        var line = SingleLineText.Read(Line1, $"{at}.line1", LongestLine, refusals);
        if (line is null)
            refusals.Add(PlatformErrors.Required($"{at}.line1"));
        MalaysianState? state = null;
        if (!string.IsNullOrWhiteSpace(State) && !MalaysianState.TryParse(State, out state))
            refusals.Add(CustomerErrors.StateUnknown($"{at}.state"));
        Platform.Values.Postcode? postcode = null;
        if (!string.IsNullOrWhiteSpace(Postcode) && !Platform.Values.Postcode.TryParse(Postcode, out postcode))
            refusals.Add(CustomerErrors.PostcodeInvalid($"{at}.postcode"));
        else if (postcode is not null && state is not null && !postcode.IsIn(state))
            refusals.Add(CustomerErrors.PostcodeOfAnotherState($"{at}.postcode", state.Name));
        return new(
            SingleLineText.Read(Label, $"{at}.label", LongestLabel, refusals),
            line ?? "",
            SingleLineText.Read(Line2, $"{at}.line2", LongestLine, refusals),
            postcode?.Value,
            SingleLineText.Read(Town, $"{at}.town", LongestTown, refusals),
            state?.Code
        );
    }
}
