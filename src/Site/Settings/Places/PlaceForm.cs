using System.Globalization;
using Microsoft.AspNetCore.Http;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Trade.Branches;

namespace Niaga.Site.Settings.Places;

/// <summary>A place as typed into the form.</summary>
internal sealed class PlaceForm
{
    private const int Week = 7;

    public string? Name { get; private set; }

    public string? Code { get; private set; }

    public string? AddressLine1 { get; private set; }

    public string? AddressLine2 { get; private set; }

    public string? Postcode { get; private set; }

    public string? Town { get; private set; }

    public string? State { get; private set; }

    public string? Phone { get; private set; }

    public string? Version { get; private set; }

    private string?[] opens = new string?[Week];
    private string?[] closes = new string?[Week];

    // A form without these fields says nothing of them.
    private bool hoursAsked;

    /// <summary>0, which no row has, for a form that was not ours.</summary>
    public uint Seen => uint.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;

    /// <param name="day">1 is Monday.</param>
    public string? Opens(int day) => opens[day - 1];

    /// <param name="day">1 is Monday.</param>
    public string? Closes(int day) => closes[day - 1];

    public BranchInput ToInput() =>
        new(
            Name,
            Code,
            AddressLine1,
            AddressLine2,
            Postcode,
            Town,
            State,
            Phone,
            hoursAsked ? [.. Enumerable.Range(1, Week).Select(day => new BranchInput.Open(day, Opens(day), Closes(day)))] : null
        );

    public static PlaceForm Of(BranchView branch)
    {
        var form = new PlaceForm
        {
            Name = branch.Name,
            Code = branch.Code,
            AddressLine1 = branch.AddressLine1,
            AddressLine2 = branch.AddressLine2,
            Postcode = branch.Postcode,
            Town = branch.Town,
            State = branch.State,
            Phone = PhoneNumber.TryParse(branch.Phone, out var phone) ? phone.ToString() : branch.Phone,
            Version = branch.Version.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var day in branch.Hours)
        {
            form.opens[day.Weekday - 1] = OpeningHours.Show(day.Opens);
            form.closes[day.Weekday - 1] = OpeningHours.Show(day.Closes);
        }
        return form;
    }

    public static PlaceForm Read(IFormCollection posted) =>
        new()
        {
            Name = One(posted, "Name"),
            Code = One(posted, "Code"),
            AddressLine1 = One(posted, "AddressLine1"),
            AddressLine2 = One(posted, "AddressLine2"),
            Postcode = One(posted, "Postcode"),
            Town = One(posted, "Town"),
            State = One(posted, "State"),
            Phone = One(posted, "Phone"),
            Version = One(posted, "Version"),
            hoursAsked = posted.ContainsKey("Form.Opens1"),
            opens = [.. Enumerable.Range(1, Week).Select(day => One(posted, $"Opens{day}"))],
            closes = [.. Enumerable.Range(1, Week).Select(day => One(posted, $"Closes{day}"))],
        };

    /// <summary>Every field as text by its name, as the form posts it.</summary>
    public Dictionary<string, string> Fields()
    {
        var fields = Niaga.Ui.FormFields.Of(this);
        for (var day = 1; day <= Week; day++)
        {
            fields[$"Form.Opens{day}"] = Opens(day) ?? "";
            fields[$"Form.Closes{day}"] = Closes(day) ?? "";
        }
        return fields;
    }

    /// <summary>The refusals by the form's own fields: each day has two.</summary>
    public static Refusal ByField(Refusal refusal) =>
        Refusal.Of([
            .. refusal.All.Select(r =>
                r.Field?.StartsWith("Hours[", StringComparison.Ordinal) == true
                    ? r with
                    {
                        Field = "Opens" + r.Field["Hours[".Length..^1],
                        Others = [],
                    }
                    : r with
                    {
                        Others = [],
                    }
            ),
        ])!;

    private static string? One(IFormCollection posted, string field) =>
        posted[$"Form.{field}"].ToString() is { Length: > 0 } text ? text : null;
}
