using Niaga.Identity.Members;
using Niaga.Platform.Texts;
using Niaga.Ui;

namespace Niaga.Site.Settings.Members;

/// <summary>Roles to choose from, those of the trade and of the business itself under headings of their own.</summary>
internal static class RoleChoices
{
    public static IReadOnlyList<Choice> Of(IEnumerable<BusinessRole> roles, Words words) =>
        [.. roles.Select(r => new Choice(r.Key, words.Role(r), words["site.roles.kind." + KindOf(r)]))];

    public static string KindOf(BusinessRole role) =>
        role.Kind switch
        {
            RoleKind.BuiltIn => "built_in",
            RoleKind.Module => "module",
            _ => "own",
        };
}
