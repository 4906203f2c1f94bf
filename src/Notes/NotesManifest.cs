using Niaga.Contract;
using static Niaga.Contract.RowEvent;

[assembly: NiagaModule(typeof(Niaga.Notes.NotesManifest))]

namespace Niaga.Notes;

/// <summary>Comments and attachments on whatever a module keeps records of.</summary>
internal sealed class NotesManifest : IModule
{
    public Manifest Describe() =>
        new()
        {
            Key = "notes",
            Assembly = typeof(NotesManifest).Assembly,
            Order = 20,
            Permissions =
            [
                new(NotesPermissions.Write) { DefaultRoles = [BuiltInRoles.Manager, BuiltInRoles.Staff, BuiltInRoles.Accountant] },
                new(NotesPermissions.Moderate) { Implies = [NotesPermissions.Write] },
            ],
            Tables =
            [
                new("comments", Retention.Business)
                {
                    Personal = ["text"],
                    Deleted = "removed_at",
                    OfAnyRecord = true,
                },
                new("mentions", Retention.Business, With("notes.comments")),
                new("attachments", Retention.Business)
                {
                    Personal = ["name"],
                    Deleted = "removed_at",
                    OfAnyRecord = true,
                },
            ],
            AuditedEvents =
            [
                "notes.comment_written",
                "notes.comment_edited",
                "notes.comment_removed",
                "notes.comment_restored",
                "notes.file_attached",
                "notes.file_removed",
                "notes.file_restored",
            ],
            Notifications = [new(Mentions.Notice, "at", null, "who", "record", "comment") { Mail = ByMail.UnlessUnwanted }],
            Parts = typeof(NotesStartup),
        };
}
