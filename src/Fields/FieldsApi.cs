using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Fields;

/// <summary><c>/api/v1/fields</c>.</summary>
internal static class FieldsApi
{
    /// <summary>A field to be added.</summary>
    /// <param name="Kind" example="products">What has it: <c>products</c> or <c>customers</c>.</param>
    /// <param name="Name" example="Shelf">In the business's words; unique among the kind's fields in use.</param>
    /// <param name="Type" example="text"><c>text</c>, <c>number</c>, <c>date</c>, <c>choice</c> or <c>yes_no</c>.</param>
    /// <param name="Required">No record is made without it; left out, false.</param>
    /// <param name="Listed">Lists show it; left out, true.</param>
    /// <param name="Help" example="Where it stands in the shop">A sentence below it.</param>
    /// <param name="Unit">Behind a number, such as kg.</param>
    /// <param name="Options">Of a choice, in order; at most 100.</param>
    public sealed record NewFieldBody(
        string? Kind,
        string? Name,
        string? Type,
        bool? Required = null,
        bool? Listed = null,
        string? Help = null,
        string? Unit = null,
        IReadOnlyList<OptionBody?>? Options = null
    );

    /// <summary>What is to be changed of a field; what is left out stays as it is.</summary>
    /// <param name="Name" example="Shelf">In the business's words.</param>
    /// <param name="Required">No record is made without it.</param>
    /// <param name="Listed">Lists show it.</param>
    /// <param name="Help" example="Where it stands in the shop">A sentence below it.</param>
    /// <param name="Unit">Behind a number.</param>
    /// <param name="Options">All of a choice's options, in order: known ones by id; those that are left out are retired.</param>
    /// <param name="Place">Among the kind's fields in use, from 1; comes alone.</param>
    /// <param name="Retired">True takes it out of use, false brings it back; comes alone.</param>
    public sealed record FieldChangeBody(
        string? Name = null,
        bool? Required = null,
        bool? Listed = null,
        string? Help = null,
        string? Unit = null,
        IReadOnlyList<OptionBody?>? Options = null,
        int? Place = null,
        bool? Retired = null
    )
    {
        internal bool IsOnlyAboutUse => this == new FieldChangeBody(Place: Place, Retired: Retired) && Place is null != Retired is null;

        internal FieldDraft Over(Field now) =>
            new(
                Name ?? now.Name,
                now.Type,
                Required ?? now.Required,
                Listed ?? now.Listed,
                Help ?? now.Help,
                Unit ?? now.Unit,
                Options is null
                    ? [.. now.Options.Where(o => !o.Retired).Select(o => new FieldDraft.Option(o.Id, o.Name))]
                    : [.. Options.Select(o => o?.ToDraft())]
            );
    }

    /// <summary>An option of a choice.</summary>
    /// <param name="Name" example="Fridge">In the business's words.</param>
    /// <param name="Id">Of one that is there already; left out, a new one is made.</param>
    public sealed record OptionBody(string? Name, Guid? Id = null)
    {
        internal FieldDraft.Option ToDraft() => new(Id, Name);
    }

    /// <summary>A field.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Kind" example="products">What has it.</param>
    /// <param name="Key" example="shelf">The name of its value in the `fields` of a record; never changes.</param>
    /// <param name="Name" example="Shelf">In the business's words.</param>
    /// <param name="Type" example="text"><c>text</c>, <c>number</c>, <c>date</c>, <c>choice</c> or <c>yes_no</c>.</param>
    /// <param name="Required">No record is made without it.</param>
    /// <param name="Listed">Lists show it.</param>
    /// <param name="Help">A sentence below it.</param>
    /// <param name="Unit">Behind a number.</param>
    /// <param name="Options">Of a choice.</param>
    /// <param name="Retired">Out of use; what records hold in it stays, and they do not show it.</param>
    public sealed record FieldView(
        Guid Id,
        string Kind,
        string Key,
        string Name,
        string Type,
        bool Required,
        bool Listed,
        string? Help,
        string? Unit,
        IReadOnlyList<OptionView> Options,
        bool Retired
    );

    /// <summary>An option of a choice.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Key" example="fridge">What records hold; never changes.</param>
    /// <param name="Name" example="Fridge">In the business's words.</param>
    /// <param name="Retired">No record can choose it any more.</param>
    public sealed record OptionView(Guid Id, string Key, string Name, bool Retired);

    /// <summary>Fields of records, in order, retired ones too.</summary>
    /// <param name="Items">Of each kind whose records the caller may see.</param>
    public sealed record FieldList(IReadOnlyList<FieldView> Items);

    /// <summary>What was made.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record FieldCreated(Guid Id);

    public static void Map(IEndpointRouteBuilder api)
    {
        var manage = new NeedsAttribute(FieldsPermissions.Manage);
        Refusal[] wrong =
        [
            PlatformErrors.Required("Name"),
            PlatformErrors.TooLong("Name", FieldDraft.LongestName),
            PlatformErrors.Invalid("Name"),
            FieldsErrors.NameTaken(""),
            FieldsErrors.OptionsRequired(),
            FieldsErrors.TooManyOptions(FieldDraft.MostOptions),
            FieldsErrors.OptionTwice(""),
            FieldsErrors.OptionOfAnother(),
        ];
        var fields = api.MapGroup("/fields").WithTags("Fields");
        fields
            .MapGet("", List)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen))
            .WithSummary("The business's own fields")
            .WithDescription("Values stand in the `fields` of each record, by key.")
            .Refuses(FieldsErrors.KindUnknown());
        fields
            .MapPost("", Add)
            .WithMetadata(manage)
            .WithSummary("Add a field")
            .WithDescription("At most 50 of a kind in use. Its key is made of its name.")
            .Refuses([
                FieldsErrors.KindUnknown(),
                FieldsErrors.TypeUnknown(),
                FieldsErrors.TooMany(FieldSet.Most),
                FieldsErrors.TooManyEver(FieldSet.MostEver),
                .. wrong,
            ]);
        fields
            .MapPatch("/{fieldId:guid}", Change)
            .WithMetadata(manage)
            .WithSummary("Change, move or retire a field")
            .WithDescription("What is left out or null stays. `place` and `retired` come alone. Values stay whatever changes.")
            .Refuses([PlatformErrors.NotFound(), PlatformErrors.Invalid("Place"), FieldsErrors.TooMany(FieldSet.Most), .. wrong]);
    }

    private static async Task<Results<Ok<FieldList>, ProblemHttpResult>> List(
        FieldKinds kinds,
        BusinessFields fields,
        Words words,
        CancellationToken cancel,
        [Description("`products` or `customers`; all when left out.")] string? kind = null
    )
    {
        if (kind is not null && kinds.Find(kind) is null)
            return FieldsErrors.KindUnknown().ToProblem(words);

        var items = new List<FieldView>();
        foreach (var one in kinds.Offered.Where(k => kind is null || k.Path == kind))
            items.AddRange((await fields.Of(one, cancel)).All.Select(f => View(one, f)));
        return TypedResults.Ok(new FieldList(items));
    }

    private static async Task<Results<Created<FieldCreated>, ProblemHttpResult>> Add(
        NewFieldBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var draft = new FieldDraft(
            body.Name,
            body.Type,
            body.Required ?? false,
            body.Listed ?? true,
            body.Help,
            body.Unit,
            body.Options?.Select(o => o?.ToDraft()).ToArray()
        );
        return (await AddField.Do(runner, new(body.Kind, draft), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/fields?kind={body.Kind}", new FieldCreated(id))
            : refusal.ToProblem(words);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(
        Guid fieldId,
        FieldChangeBody body,
        FieldKinds kinds,
        BusinessFields fields,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await Changed(fieldId, body, kinds, fields, runner, cancel)).ToNoContent(words);

    private static async Task<Outcome<Done>> Changed(
        Guid id,
        FieldChangeBody body,
        FieldKinds kinds,
        BusinessFields fields,
        UseCaseRunner runner,
        CancellationToken cancel
    )
    {
        Field? now = null;
        foreach (var kind in kinds.Offered)
            now ??= (await fields.Of(kind, cancel)).All.FirstOrDefault(f => f.Id == id);
        if (now is null)
            return PlatformErrors.NotFound();
        if (body is { Place: null, Retired: null })
            // What was not sent comes from the field just read: it must be that still.
            return await ChangeField.Do(runner, new(id, body.Over(now), now.Version), cancel);
        if (!body.IsOnlyAboutUse)
            return PlatformErrors.Invalid(body.Place is null ? "Retired" : "Place");

        return body.Retired switch
        {
            null => await MoveField.Do(runner, new(id, body.Place), cancel),
            true => await RetireField.Do(runner, id, cancel),
            false => await RestoreField.Do(runner, id, cancel),
        };
    }

    private static FieldView View(FieldKind kind, Field f) =>
        new(
            f.Id,
            kind.Path,
            f.Key,
            f.Name,
            f.Type,
            f.Required,
            f.Listed,
            f.Help,
            f.Unit,
            [.. f.Options.Select(o => new OptionView(o.Id, o.Key, o.Name, o.Retired))],
            f.Retired
        );
}
