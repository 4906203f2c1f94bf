using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Texts;

namespace Niaga.Identity.Members;

/// <summary><c>/api/v1/roles</c>, for reading: roles are made on the page, where one sees what they hold.</summary>
internal static class RolesApi
{
    /// <summary>A role a member may have.</summary>
    /// <param name="Key" example="retail.cashier">What `role` says in a member or an invitation.</param>
    /// <param name="Name" example="Cashier">What it is called, in the request's language.</param>
    /// <param name="Kind" example="module">`builtIn`, `module`, or `own` for one the business made.</param>
    /// <param name="Permissions">All it may do, implied permissions included.</param>
    public sealed record RoleView(string Key, string Name, string Kind, IReadOnlyList<string> Permissions);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/roles", List)
            .WithTags("Members")
            .WithMetadata(new NeedsAttribute(PlatformPermissions.MembersView))
            .WithSummary("List roles")
            .WithDescription("The built-in roles, those of the business's modules, and its own.");

    private static async Task<Ok<RoleView[]>> List(RoleCatalog roles, Words words, CancellationToken cancel) =>
        TypedResults.Ok(
            (await roles.List(cancel))
                .Select(r => new RoleView(r.Key, words.Role(r), Kind(r.Kind), [.. r.Permissions.Order(StringComparer.Ordinal)]))
                .ToArray()
        );

    private static string Kind(RoleKind kind) =>
        kind switch
        {
            RoleKind.BuiltIn => "builtIn",
            RoleKind.Module => "module",
            _ => "own",
        };
}
