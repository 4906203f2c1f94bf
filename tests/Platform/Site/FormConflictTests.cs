using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Niaga.Platform.Refusals;
using Niaga.Ui;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

public sealed class FormConflictTests
{
    [Theory]
    // was, typed, saved by somebody else → shown, what is said of it
    [InlineData("a", "a", "a", "a", null)]
    [InlineData("a", "b", "a", "b", null)]
    [InlineData("a", "b", "b", "b", null)]
    [InlineData("a", "a", "b", "b", "taken")]
    [InlineData("a", "b", "c", "b", "theirs")]
    [InlineData("a", "", "c", "", "theirs")]
    [InlineData("", "b", "", "b", null)]
    [InlineData("one\nline", "one\r\nline", "other", "other", "taken")]
    public void A_field_shows_what_only_one_of_two_changed_and_both_values_where_both_did(
        string was,
        string typed,
        string saved,
        string shown,
        string? said
    )
    {
        var conflict = Of(Post(("Form.Name", typed), ("Was", Json(was, typed))), ("Form.Name", saved))!;

        conflict.Merged["Form.Name"].ToString().ShouldBe(shown);
        Said(conflict).ShouldBe(said);
        if (said is not null)
            conflict["Form.Name"]!.Value.ShouldBe(saved);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("null")]
    public void Where_nobody_knows_what_it_was_both_values_are_shown_and_what_was_typed_stays(string? was)
    {
        var conflict = Of(Post(("Form.Name", "b"), ("Was", was ?? "")), ("Form.Name", "c"))!;

        conflict.Merged["Form.Name"].ToString().ShouldBe("b");
        Said(conflict).ShouldBe("theirs");
    }

    [Fact]
    public void The_next_save_is_made_from_what_is_saved_now_and_a_second_conflict_is_told_from_it()
    {
        var first = Of(
            Post(("Form.Name", "b"), ("Form.Price", "2"), ("Form.Version", "7"), ("Was", """{"Form.Name":"a"}""")),
            ("Form.Name", "c"),
            ("Form.Price", "3"),
            ("Form.Version", "8")
        )!;
        first.Merged["Form.Version"].ToString().ShouldBe("8");
        first["Form.Version"].ShouldBeNull();
        first.Merged["Form.Price"].ToString().ShouldBe("3");

        var again = Of(
            Post(("Form.Name", "b"), ("Form.Price", "3"), ("Form.Version", "8"), ("Was", first.Was)),
            ("Form.Name", "c"),
            ("Form.Price", "4"),
            ("Form.Version", "9")
        )!;
        // Seen and kept the first time: nothing new to say of it.
        again["Form.Name"].ShouldBeNull();
        again.Merged["Form.Name"].ToString().ShouldBe("b");
        again.Merged["Form.Price"].ToString().ShouldBe("4");
    }

    [Fact]
    public void Another_refusal_is_no_conflict() =>
        FormConflict.Of(PlatformErrors.Required("Name"), Post(("Form.Name", "")), new Dictionary<string, string>()).ShouldBeNull();

    [Fact]
    public void A_form_and_its_fields_are_one_and_the_same()
    {
        var form = FormFields.Read<Sample>(Post(("Form.Name", "Milo"), ("Form.Counted", "true"), ("Form.Note", "")));

        (form.Name, form.Counted, form.Note).ShouldBe(("Milo", true, null));
        FormFields
            .Of(form)
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["Form.Name"] = "Milo",
                    ["Form.Note"] = "",
                    ["Form.Counted"] = "true",
                },
                ignoreOrder: true
            );
    }

    private sealed class Sample
    {
        public string? Name { get; set; }

        public string? Note { get; set; }

        public bool Counted { get; set; }
    }

    private static string? Said(FormConflict conflict) =>
        conflict["Form.Name"] switch
        {
            null => null,
            { IsTaken: true } => "taken",
            _ => "theirs",
        };

    // A browser names only the fields that were changed.
    private static string Json(string was, string typed) =>
        was.ReplaceLineEndings() == typed.ReplaceLineEndings()
            ? "{}"
            : System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["Form.Name"] = was });

    private static FormConflict? Of(IFormCollection typed, params (string Name, string Value)[] now) =>
        FormConflict.Of(PlatformErrors.ChangedByAnother(), typed, now.ToDictionary(f => f.Name, f => f.Value));

    private static FormCollection Post(params (string Name, string Value)[] fields) =>
        new(fields.ToDictionary(f => f.Name, f => new StringValues(f.Value)));
}
