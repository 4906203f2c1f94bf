using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Subjects;
using Niaga.Platform.Web;

namespace Niaga.Identity.Members;

/// <summary>Members, invitations and roles: their services, addresses and events.</summary>
internal static class MemberServices
{
    /// <summary>What the log notes of them. Each gives or takes access, or takes data out, so each is a security event.</summary>
    public static IReadOnlyList<string> Events { get; } =
    [
        "platform.member_invited",
        "platform.invitation_resent",
        "platform.invitation_revoked",
        "platform.member_joined",
        "platform.member_role_changed",
        "platform.member_branches_changed",
        "platform.member_suspended",
        "platform.member_reactivated",
        "platform.member_removed",
        "platform.member_left",
        "platform.role_made",
        "platform.role_changed",
        "platform.role_deleted",
        "platform.members_exported",
        "platform.supervisor_pin_set",
        "platform.supervisor_pin_removed",
        "platform.supervisor_pin_failed",
        "platform.supervisor_pin_locked",
    ];

    public static void AddMembers(this IServiceCollection services)
    {
        services.AddTransient<ISubjectKind, MemberSubjects>().AddTransient<ISubjectSource, MemberSubjects>();
        services
            .AddScoped<RoleCatalog>()
            .AddScoped<RoleDetail>()
            .AddScoped<GrantCeiling>()
            .AddScoped<WorkingPlaces>()
            .AddScoped<MembershipOffboarding>()
            .AddScoped<PendingInvitations>()
            .AddScoped<InvitationLookup>()
            .AddScoped<MemberList>()
            .AddScoped<SupervisorPins>()
            .AddScoped<SupervisorPinHasher>()
            .AddScoped(s => s.GetRequiredService<SupervisorPins>().ForModules())
            .AddScoped(s => s.GetRequiredService<MemberList>().ForModules());
        services.AddSingleton<SiteAddress>().AddSingleton<PermissionGranters>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        MembersApi.Map(api);
        InvitationsApi.Map(api);
        RolesApi.Map(api);
    }
}
