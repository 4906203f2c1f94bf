using Microsoft.AspNetCore.Components;
using Niaga.Platform.Texts;

namespace Niaga.Ui;

/// <summary>What every field of a form has. Attributes it does not know go to the input itself.</summary>
public abstract class FieldBase : ComponentBase
{
    /// <summary>What the field is called, above it.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Name it is posted by, such as <c>Form.Name</c>.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>What it holds, as text.</summary>
    [Parameter]
    public string? Value { get; set; }

    /// <summary>A sentence below it, where the label does not say enough.</summary>
    [Parameter]
    public string? Help { get; set; }

    [Parameter]
    public bool Required { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>What is wrong with it; found by itself within a <see cref="PostForm"/>.</summary>
    [Parameter]
    public string? Error { get; set; }

    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    [CascadingParameter]
    private FormErrors? Errors { get; set; }

    protected override void OnParametersSet() => Errors?.Label(Name, Label);

    /// <summary>What somebody else made of it while the form was open; null for nothing.</summary>
    protected FieldChange? Change => Errors?.Conflict?[Name];

    /// <summary>Id of the input.</summary>
    protected string Id => FormErrors.Id(Name);

    /// <summary>The message to show, or null.</summary>
    protected string? Message => Error ?? Errors?[Name];

    /// <summary>Ids of the help, the error and what changed meanwhile, for aria-describedby.</summary>
    protected string? DescribedBy =>
        (Message, Help, Change) switch
        {
            (null, null, null) => null,
            (null, _, null) => Id + "-help",
            (_, null, null) => Id + "-error",
            (_, _, null) => $"{Id}-error {Id}-help",
            _ => $"{Id}-change {Id}-error {Id}-help",
        };

    /// <summary>The input's attributes with what <c>limits.ts</c> counts by: Razor takes one <c>@attributes</c> an element.</summary>
    protected IReadOnlyDictionary<string, object>? Counted(int? most, Words words) =>
        most is null
            ? Attributes
            : new Dictionary<string, object>(Attributes ?? new Dictionary<string, object>())
            {
                ["data-limit"] = most.Value,
                ["data-limit-left"] = words["ui.limit.left", "#", most.Value],
                ["data-limit-over"] = words["ui.limit.over", "#", most.Value],
            };

    /// <summary>For aria-invalid.</summary>
    protected string? Invalid => Message is null ? null : "true";

    /// <summary>The class that colours an input with an error.</summary>
    protected string Mark => Message is null ? "" : "is-invalid";
}
