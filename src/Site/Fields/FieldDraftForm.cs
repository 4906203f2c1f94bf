using System.Globalization;
using Microsoft.AspNetCore.Http;
using Niaga.Fields;

namespace Niaga.Site.Fields;

/// <summary>A field as typed into the form.</summary>
internal sealed class FieldDraftForm
{
    public string? Kind { get; set; }

    public string? Type { get; set; }

    public string? Name { get; set; }

    public string? Unit { get; set; }

    /// <summary>New ones, one a line.</summary>
    public string? Options { get; set; }

    public string? Help { get; set; }

    public bool Required { get; set; }

    public bool Listed { get; set; }

    public string? Version { get; set; }

    /// <param name="known">Options that are there already, in their order.</param>
    public FieldDraft ToDraft(IEnumerable<FieldDraft.Option> known) =>
        new(
            Name,
            Type ?? FieldTypes.Text,
            Required,
            Listed,
            Help,
            Unit,
            [
                .. known,
                .. (Options ?? "")
                    .ReplaceLineEndings("\n")
                    .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(name => new FieldDraft.Option(null, name)),
            ]
        );

    public static FieldDraftForm Of(Field field) =>
        new()
        {
            Type = field.Type,
            Name = field.Name,
            Unit = field.Unit,
            Help = field.Help,
            Required = field.Required,
            Listed = field.Listed,
            Version = field.Version.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>Options as the form lists them: the posted ones in their order, or those of the field.</summary>
    public static List<FieldDraft.Option> Known(Field field, HttpContext http)
    {
        var form = http.Request.HasFormContentType ? http.Request.Form : null;
        if (form?.ContainsKey("Form.OptionId") != true)
            return [.. field.Options.Where(o => !o.Retired).Select(o => new FieldDraft.Option(o.Id, o.Name))];

        return
        [
            .. form["Form.OptionId"]
                .Zip(form["Form.OptionName"])
                .Take(FieldDraft.MostOptions * 3)
                .Select(o => new FieldDraft.Option(Guid.TryParse(o.First, out var id) ? id : Guid.Empty, o.Second)),
        ];
    }
}
