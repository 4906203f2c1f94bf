using Niaga.Contract;

[assembly: NiagaModule(typeof(Niaga.Fields.FieldsManifest))]

namespace Niaga.Fields;

/// <summary>Fields of a business's own on whatever a module keeps records of.</summary>
internal sealed class FieldsManifest : IModule
{
    public Manifest Describe() =>
        new()
        {
            Key = "fields",
            Assembly = typeof(FieldsManifest).Assembly,
            // Before the modules whose tables take fields.
            Order = 6,
            Permissions = [new(FieldsPermissions.Manage)],
            Tables = [new("fields", Retention.Business), new("options", Retention.Business)],
            AuditedEvents =
            [
                "fields.field_added",
                "fields.field_changed",
                "fields.field_moved",
                "fields.field_retired",
                "fields.field_restored",
            ],
            Links = [new("fields.fields", "/settings/fields", "forms", FieldsPermissions.Manage) { Text = "fields.title" }],
            Parts = typeof(FieldsStartup),
        };
}
